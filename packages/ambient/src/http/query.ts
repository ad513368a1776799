/** What a name of a query can have: a text, `true` where there is no `=`, or a list of these. */
export type QueryValue = string | true | (string | true)[];

/** The parameters of a query, without those of a form. */
export function queryParameters(query: string | null): Record<string, QueryValue> {
  const values = new Map<string, QueryValue>();
  for (const pair of (query ?? '').split('&')) {
    const [[name, value] = ['', '']] = new URLSearchParams(pair);
    if (name === '') continue;
    const said = pair.includes('=') ? value : true;
    const known = values.get(name);
    if (known === undefined) values.set(name, said);
    else if (Array.isArray(known)) known.push(said);
    else values.set(name, [known, said]);
  }
  return Object.fromEntries(values);
}
