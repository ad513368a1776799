import { BadRequestError } from './bad-request.ts';
import { decodeExtended, parseParameterised } from './header-parameters.ts';

/** The fields in front of a part's content, and what they say. */
export interface PartHead {
  /** By name in lower case, in their order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly name: string;
  /** As the client wrote it; empty when no file was chosen, undefined for an ordinary field. */
  readonly fileName: string | undefined;
}

/**
 * Reads the head of a part. Undefined for a part that is not a field of a form: it is passed over.
 * @param raw values in which each character stands for one byte; they are UTF-8
 * @throws BadRequestError 400 for more than `maxBytes`
 */
export function parsePartHead(
  raw: Readonly<Record<string, readonly string[]>>,
  maxBytes: number,
): PartHead | undefined {
  const fields = new Map<string, readonly string[]>();
  let bytes = 0;
  for (const [name, values] of Object.entries(raw)) {
    // A colon, a space, and the end of the line.
    for (const value of values) bytes += name.length + value.length + 4;
    fields.set(name, values.map(decodeValue));
  }
  if (bytes > maxBytes) throw new BadRequestError(400, 'A part of the form has too large a head');
  const disposition = fields.get('content-disposition')?.[0];
  if (disposition === undefined) return undefined;
  const { value, parameters } = parseParameterised(disposition);
  const name = parameters.get('name');
  if (value !== 'form-data' || name === undefined) return undefined;
  return { fields, name, fileName: fileNameOf(parameters) };
}

function fileNameOf(parameters: ReadonlyMap<string, string>): string | undefined {
  const extended = parameters.get('filename*');
  const decoded = extended === undefined ? undefined : decodeExtended(extended);
  return decoded ?? parameters.get('filename');
}

function decodeValue(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8').trim();
}
