import { UTF_8 } from '../../http/charset-decoder.ts';
import { Parameters } from '../../http/parameters.ts';

/** Names with their values, in order. */
export type ParameterMap = ReadonlyMap<string, readonly string[]>;

/**
 * The parameters of a request with those of a dispatcher's query: for a name that both have, the query's
 * values come first (Servlet 6.1, 9.1.1).
 * @throws BadRequestError when the query has more than `limit`
 */
export function mergeParameters(
  original: ParameterMap,
  query: string,
  limit: number,
): ParameterMap {
  const added = new Parameters(limit);
  // Applications write queries as they like: what is not ASCII stands for its UTF-8 form.
  added.addEncoded(Buffer.from(query, 'utf8').toString('latin1'), UTF_8);
  const merged = new Map(original);
  for (const [name, values] of added.map) {
    merged.set(name, [...values, ...(original.get(name) ?? [])]);
  }
  return merged;
}
