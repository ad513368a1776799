import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { DescriptorError } from './descriptor-error.ts';
import { shown } from './element-values.ts';
import { decodeEntities, UnknownEntity } from './entities.ts';
import { errorAt, type XmlElement } from './xml-element.ts';

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const PLACE = XMLParser.getMetaDataSymbol() as symbol;

/** A node of the parser: its name, with its children, beside its attributes. */
type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // We decode what we accept; see entities.ts.
  processEntities: false,
});

/**
 * The root element of a document. A DOCTYPE is passed over: nothing is fetched and nothing that it
 * defines is used.
 * @throws DescriptorError with the line, for what is not well-formed or uses entities of its own
 */
export function parseXml(text: string, file: string): XmlElement {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  checkWellFormed(source, file);
  const builder = new ElementBuilder(source, file);
  const elements = parsed(source, file).flatMap((node) => builder.elementOf(node, 1) ?? []);
  const [root, second] = elements;
  if (root === undefined) throw new DescriptorError({ file, line: 1 }, 'has no element');
  if (second !== undefined) throw errorAt(second, 'is a second root');
  return root;
}

function checkWellFormed(source: string, file: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what replaces it is another package, for the same check
  const verdict = XMLValidator.validate(source);
  if (verdict === true) return;
  const { line, msg } = verdict.err;
  throw new DescriptorError({ file, line }, `is not well-formed XML: ${msg}`);
}

function parsed(source: string, file: string): readonly Node[] {
  try {
    return parser.parse(source) as readonly Node[];
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DescriptorError({ file }, `cannot be read: ${why}`, { cause });
  }
}

/** Turns the parser's nodes into elements that know where they are. */
class ElementBuilder {
  readonly #file: string;
  /** The index at which each line begins. */
  readonly #lineStarts: readonly number[];

  constructor(source: string, file: string) {
    this.#file = file;
    this.#lineStarts = lineStartsOf(source);
  }

  /** Undefined for what is no element. */
  elementOf(node: Node, parentLine: number): XmlElement | undefined {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined || name === TEXT || name === CDATA) return undefined;
    const line = this.#lineOf(node) ?? parentLine;
    const content = node[name] as readonly Node[];
    const place = { file: this.#file, line, element: name };
    return {
      name,
      file: this.#file,
      line,
      attributes: this.#attributesOf(node, place),
      children: content.flatMap((child) => this.elementOf(child, line) ?? []),
      text: content
        .map((child) => textOfNode(child, place))
        .join('')
        .trim(),
    };
  }

  #attributesOf(node: Node, place: ElementPlace): ReadonlyMap<string, string> {
    const attributes = (node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>;
    return new Map(
      Object.entries(attributes).map(([name, value]) => [name, decoded(value, place)]),
    );
  }

  #lineOf(node: Node): number | undefined {
    const place = (node as Readonly<Record<symbol, unknown>>)[PLACE];
    const { startIndex } = (place ?? {}) as { readonly startIndex?: number };
    if (startIndex === undefined) return undefined;
    return this.#lineStarts.filter((start) => start <= startIndex).length;
  }
}

type ElementPlace = Required<ConstructorParameters<typeof DescriptorError>[0]>;

function textOfNode(node: Node, place: ElementPlace): string {
  const { [TEXT]: text, [CDATA]: data } = node;
  if (typeof text === 'string') return decoded(text, place);
  if (!Array.isArray(data)) return '';
  return data.map((part: Readonly<Record<string, string>>) => part[TEXT] ?? '').join('');
}

function decoded(text: string, place: ElementPlace): string {
  try {
    return decodeEntities(text);
  } catch (cause) {
    if (!(cause instanceof UnknownEntity)) throw cause;
    throw new DescriptorError(
      place,
      `refers to the entity ${shown(cause.entity)}; only those that XML itself defines may be used`,
      { cause },
    );
  }
}

function lineStartsOf(source: string): readonly number[] {
  const starts = [0];
  for (let index = source.indexOf('\n'); index !== -1; index = source.indexOf('\n', index + 1)) {
    starts.push(index + 1);
  }
  return starts;
}
