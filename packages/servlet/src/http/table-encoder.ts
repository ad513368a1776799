import { TextDecoder } from 'node:util';
import { type CharsetEncoder, QUESTION_MARK } from './charset-encoder.ts';

/** The ways back from characters to the bytes that `TextDecoder` reads them from, one for each encoding. */
const TABLES = new Map<string, CharsetEncoder | undefined>();

/** Encodings of `TextDecoder` that are no table, or are not taken from it. */
const NO_TABLE = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'iso-2022-jp',
  'gb18030',
  'windows-1252',
  'x-user-defined',
];

const MOST_NAMES = 100;

/** A charset of one or two bytes for each character; undefined when the platform does not know it. */
export function findTableEncoder(name: string): CharsetEncoder | undefined {
  if (TABLES.has(name)) return TABLES.get(name);
  const encoder = createEncoder(name);
  // Applications name few charsets; one that takes them from clients must not fill the memory.
  if (TABLES.size < MOST_NAMES) TABLES.set(name, encoder);
  return encoder;
}

function createEncoder(name: string): CharsetEncoder | undefined {
  const decoder = decoderOf(name);
  if (decoder === undefined || NO_TABLE.includes(decoder.encoding)) return undefined;
  let table: ReadonlyMap<string, readonly number[]> | undefined;
  const encode = (text: string): Uint8Array => {
    table ??= createTable(decoder);
    return encodeWith(table, text);
  };
  return {
    encode,
    byteLength: (text) => encode(text).length,
  };
}

function decoderOf(name: string): TextDecoder | undefined {
  try {
    return new TextDecoder(name);
  } catch {
    return undefined;
  }
}

/** Asks the decoder for every character it can read. Of several ways to write one, the first counts. */
function createTable(decoder: TextDecoder): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const leads: number[] = [];
  for (let byte = 0; byte < 0x100; byte++) {
    const text = decoder.decode(Uint8Array.of(byte));
    if (isCharacter(text)) addTo(table, text, [byte]);
    else if (byte > 0x80) leads.push(byte);
  }
  for (const lead of leads) {
    for (let trail = 0x40; trail < 0xff; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (isCharacter(text)) addTo(table, text, [lead, trail]);
    }
  }
  return table;
}

function addTo(table: Map<string, readonly number[]>, text: string, bytes: number[]): void {
  if (!table.has(text)) table.set(text, bytes);
}

/** One character, and not the one that stands for an error. */
function isCharacter(text: string): boolean {
  const code = text.codePointAt(0);
  return code !== undefined && code !== 0xfffd && text.length === (code > 0xffff ? 2 : 1);
}

function encodeWith(table: ReadonlyMap<string, readonly number[]>, text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) bytes.push(...(table.get(character) ?? [QUESTION_MARK]));
  return Uint8Array.from(bytes);
}
