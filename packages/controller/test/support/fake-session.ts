import { Enumeration, IllegalStateException } from 'httpsession';
import type { HttpSession } from 'httpsession';

/** A session in memory, as far as controllers use one. */
export class FakeSession {
  readonly attributes = new Map<string, unknown>();
  id = 'id-1';
  known = false;
  valid = true;
  principal: string | null = null;

  getId(): string {
    return this.id;
  }

  isNew(): boolean {
    return !this.known;
  }

  getAttribute(name: string): unknown {
    this.#mustBeValid();
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: unknown): void {
    this.#mustBeValid();
    if (value === null || value === undefined) this.attributes.delete(name);
    else this.attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.setAttribute(name, null);
  }

  takeAttribute(name: string): unknown {
    const value = this.getAttribute(name);
    this.removeAttribute(name);
    return value;
  }

  getAttributeNames(): Enumeration<string> {
    return new Enumeration(this.attributes.keys());
  }

  setPrincipal(name: string | null): void {
    this.principal = name;
  }

  invalidate(): void {
    this.#mustBeValid();
    this.valid = false;
  }

  asSession(): HttpSession {
    return this as unknown as HttpSession;
  }

  #mustBeValid(): void {
    if (!this.valid) throw new IllegalStateException('HTTPSESSION_INVALIDATED', 'It has ended');
  }
}
