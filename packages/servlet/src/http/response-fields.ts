import type { SessionResponse } from 'httpsession';

/** One value, or one for each line. */
type FieldValue = string | string[];

/** Not in the types of the oldest Node that is supported, but in that Node. */
interface RawHeaderNames {
  getRawHeaderNames(): string[];
}

/**
 * The header fields of a response until its head is written. They wait here and go out as one list: setting
 * them on Node's response one by one costs more than all the rest of a short answer. Once that response is
 * used as well, by whoever asked for it or had it before, they are kept there, where both find them.
 */
export class ResponseFields {
  readonly #node: SessionResponse;
  /** Names and values in turn, each name once. */
  readonly #items: FieldValue[] = [];
  #isOnNode = false;
  /** How many of the items are of these fields, once the list was handed out: others have been added to it. */
  #written: number | undefined;

  constructor(node: SessionResponse) {
    this.#node = node;
  }

  /** The values of a field, one for each line; none without it. */
  get(name: string): string[] {
    const value = this.#isElsewhere() ? this.#node.getHeader(name) : this.#here(name);
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map(String) : [String(value)];
  }

  has(name: string): boolean {
    return this.#isElsewhere() ? this.#node.hasHeader(name) : this.#find(name) >= 0;
  }

  /** As they were written when they were set. */
  names(): string[] {
    if (this.#isElsewhere()) return (this.#node as unknown as RawHeaderNames).getRawHeaderNames();
    return this.#items
      .slice(0, this.#written)
      .filter((_item, at) => at % 2 === 0)
      .map(String);
  }

  /** Name and value have been checked. */
  set(name: string, value: string): void {
    if (this.#isElsewhere()) {
      this.#node.setHeader(name, value);
      return;
    }
    this.#takeBack();
    const at = this.#find(name);
    if (at < 0) this.#items.push(name, value);
    else this.#items.splice(at, 2, name, value);
  }

  /** Adds a line. Name and value have been checked. */
  add(name: string, value: string): void {
    if (this.#isElsewhere()) {
      this.#node.appendHeader(name, value);
      return;
    }
    this.#takeBack();
    const at = this.#find(name);
    if (at < 0) this.#items.push(name, value);
    else this.#items[at + 1] = [this.#items[at + 1] ?? [], value].flat();
  }

  remove(name: string): void {
    if (!this.#isElsewhere()) {
      this.#takeBack();
      const at = this.#find(name);
      if (at >= 0) this.#items.splice(at, 2);
    }
    // Also where it was never set: Node sends no `Date` once that was removed.
    this.#node.removeHeader(name);
  }

  clear(): void {
    this.#takeBack();
    this.#items.length = 0;
    for (const name of this.#node.getHeaderNames()) this.#node.removeHeader(name);
  }

  /**
   * Puts the fields onto Node's response, where they are kept from now on. What was set there meanwhile came
   * later, and stays; cookies are added to each other.
   */
  moveToNode(): void {
    const node = this.#node;
    if (this.#isOnNode || node.headersSent) return;
    this.#takeBack();
    this.#isOnNode = true;
    for (let at = 0; at < this.#items.length; at += 2) {
      const name = String(this.#items[at]);
      const value = this.#items[at + 1] ?? [];
      const present = node.getHeader(name);
      if (present === undefined) node.setHeader(name, value);
      else if (isSame(name, 'set-cookie')) node.setHeader(name, [value, String(present)].flat());
    }
    this.#items.length = 0;
  }

  /**
   * The fields for the head, as the list that `writeHead` takes; empty where Node has them already. Those of
   * the body are added to it: they are none of these.
   */
  write(): FieldValue[] {
    if (this.#isElsewhere()) return [];
    this.#takeBack();
    this.#written = this.#items.length;
    return this.#items;
  }

  /** Drops what was added to the list: the head could not be written, so that another one may be. */
  #takeBack(): void {
    if (this.#written === undefined) return;
    this.#items.length = this.#written;
    this.#written = undefined;
  }

  /** Whether the fields are on Node's response, also because somebody has just begun to use that. */
  #isElsewhere(): boolean {
    if (!this.#isOnNode && this.#node.getHeaderNames().length > 0) this.moveToNode();
    return this.#isOnNode;
  }

  #here(name: string): FieldValue | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.#items[at + 1];
  }

  /** Where a field is among the items; -1: nowhere. */
  #find(name: string): number {
    const items = this.#items;
    const end = this.#written ?? items.length;
    for (let at = 0; at < end; at += 2) if (isSame(items[at], name)) return at;
    return -1;
  }
}

/** Lengths come first: making lower case costs more than all the rest. */
function isSame(name: FieldValue | undefined, other: string): boolean {
  if (typeof name !== 'string' || name.length !== other.length) return false;
  return name === other || name.toLowerCase() === other.toLowerCase();
}
