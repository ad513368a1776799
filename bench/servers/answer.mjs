/** What every server answers with, so that only the sessions differ. Its last byte is in no header. */
export const BODY = 'twenty letters here~';

const HEADERS = { 'Content-Type': 'text/plain', 'Content-Length': BODY.length };

/** What each new session holds; the read load looks it up. */
export const USER = 'visitor';

/** @param {import('node:http').ServerResponse} response */
export function answer(response) {
  response.writeHead(200, HEADERS);
  response.end(BODY);
}

/** A lost session must not look like a fast one: the load generator counts every 500 as an error. */
export function missing(response) {
  response.writeHead(500, HEADERS);
  response.end(BODY);
}

let strings = 0;

/** A string of 500 one-byte characters of its own, stored flat: never a slice of another string. */
export function distinctString() {
  const bytes = Buffer.alloc(500, 'x');
  bytes.write(String(strings++));
  return bytes.latin1Slice();
}
