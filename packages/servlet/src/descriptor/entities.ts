/** The entities that XML itself defines. */
const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Text with its references replaced: the five entities of XML and characters by number. Nothing that a
 * document defines is ever expanded, so that no document can grow or reach another file.
 * @throws UnknownEntity with the name of any other
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*);?/g, (_reference, name: string) => {
    const value = PREDEFINED.get(name) ?? characterOf(name);
    if (value === undefined) throw new UnknownEntity(name);
    return value;
  });
}

/** A reference to something that XML does not define. */
export class UnknownEntity extends Error {
  /** As written, without `&` and `;`. */
  readonly entity: string;

  constructor(entity: string) {
    super(`Entity ${entity} is not known`);
    this.entity = entity;
  }
}

function characterOf(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
  if (digits === null) return undefined;
  const [, hexadecimal, decimal] = digits;
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** The characters of XML 1.0: neither control characters nor halves of pairs. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  if (code >= 0xd800 && code <= 0xdfff) return false;
  return code <= 0x10ffff && code !== 0xfffe && code !== 0xffff;
}
