import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { DescriptorError } from './descriptor-error.ts';
import { shown } from './element-values.ts';
import { errorAt, type XmlElement } from './xml-element.ts';

/** Deeper than any descriptor, and far from what recursion over its elements takes. */
const MAX_DEPTH = 100;

/** What saxes puts in front of a message: line and column. */
const PLACE_OF_MESSAGE = /^\d+:\d+: /;

/** An element that is being read. */
interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  attributes: ReadonlyMap<string, string>;
  text: string;
}

/**
 * The root element of a document. A DOCTYPE is passed over: nothing is fetched and nothing that it
 * defines is used.
 * @throws DescriptorError with the line, for what is not well-formed or uses entities of its own
 */
export function parseXml(text: string, file: string): XmlElement {
  return new Reading(text, file).root();
}

/** One document, read once. Well-formedness is checked by the parser. */
class Reading {
  readonly #source: string;
  readonly #file: string;
  readonly #parser = new SaxesParser();
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;

  constructor(source: string, file: string) {
    this.#source = source;
    this.#file = file;
    this.#parser.on('error', (error) => this.#fail(error));
    this.#parser.on('opentagstart', ({ name }) => this.#begin(name));
    this.#parser.on('opentag', ({ attributes }) => this.#take(attributes));
    this.#parser.on('closetag', () => this.#end());
    this.#parser.on('text', (text) => this.#add(text));
    this.#parser.on('cdata', (text) => this.#add(text));
  }

  root(): XmlElement {
    this.#parser.write(this.#source).close();
    if (this.#root === undefined) {
      throw new DescriptorError({ file: this.#file, line: 1 }, 'has no element');
    }
    return this.#root;
  }

  #begin(name: string): void {
    // What ended the name has been read by now; it may have been the end of the line.
    const { line, columnIndex } = this.#parser;
    const element: OpenElement = {
      name: withoutPrefix(name),
      file: this.#file,
      line: columnIndex === 0 ? line - 1 : line,
      attributes: new Map(),
      children: [],
      text: '',
    };
    if (this.#open.length === MAX_DEPTH) {
      throw errorAt(element, `cannot be read: it is inside of ${MAX_DEPTH} others`);
    }
    if (this.#root !== undefined && this.#open.length === 0) {
      throw errorAt(element, 'is a second root');
    }
    this.#root ??= element;
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #take(attributes: SaxesTagPlain['attributes']): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    const entries = Object.entries(attributes);
    element.attributes = new Map(entries.map(([name, value]) => [withoutPrefix(name), value]));
  }

  #end(): void {
    const element = this.#open.pop();
    if (element !== undefined) element.text = element.text.trim();
  }

  #add(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  #fail(cause: Error): never {
    const { line, position } = this.#parser;
    const message = cause.message.replace(PLACE_OF_MESSAGE, '').replace(/\.$/, '');
    const element = this.#open.at(-1)?.name;
    const entity = message === 'undefined entity' ? this.#entityBefore(position) : undefined;
    const problem =
      entity === undefined
        ? `is not well-formed XML: ${message}`
        : `refers to the entity ${shown(entity)}; only those that XML itself defines may be used`;
    const at = entity === undefined ? undefined : element;
    throw new DescriptorError({ file: this.#file, line, element: at }, problem, { cause });
  }

  /** The name of the entity that was read last, without `&` and `;`. */
  #entityBefore(position: number): string | undefined {
    const read = this.#source.slice(0, position);
    return /&([^&;]*);?$/.exec(read.slice(read.lastIndexOf('&')))?.[1];
  }
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
