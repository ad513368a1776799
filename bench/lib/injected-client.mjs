import { Duplex } from 'node:stream';
import { BODY } from '../servers/answer.mjs';

const BATCH = 64;
/** An error that is answered has not the body that is waited for, and must not stop a run for ever. */
const PATIENCE_MS = 30_000;
// Nothing else in an answer has this byte, and no chunk can split it.
const LAST_OF_BODY = BODY.charCodeAt(BODY.length - 1);

/** A connection without a socket. Node's server takes any duplex stream that is emitted to it. */
class InjectedConnection extends Duplex {
  /** What came last. */
  latest;
  #onBodies;

  constructor(onBodies) {
    super();
    this.#onBodies = onBodies;
  }

  _read() {}

  _write(chunk, _encoding, done) {
    this.#count(chunk);
    done();
  }

  _writev(chunks, done) {
    for (const { chunk } of chunks) this.#count(chunk);
    done();
  }

  #count(chunk) {
    this.latest = chunk;
    let bodies = 0;
    // A search of the machine's own: the longer answer must not cost its server more here.
    for (let at = chunk.indexOf(LAST_OF_BODY); at >= 0; at = chunk.indexOf(LAST_OF_BODY, at + 1)) {
      bodies++;
    }
    if (bodies > 0) this.#onBodies(bodies);
  }
}

/**
 * Sends `count` requests, with each of the cookies in turn if there are any, through the real parser and
 * the real handler, in this process, a few at a time and with a turn of the event loop between.
 * @param {import('node:http').Server} server
 * @param {string} path
 * @param {number} count
 * @param {readonly string[]} [cookies]
 * @throws Error with the latest answer, when one does not come or is not the right one
 */
export async function drive(server, path, count, cookies) {
  const start = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`;
  const requests = cookies?.map((cookie) => `${start}Cookie: ${cookie}\r\n\r\n`) ?? [
    `${start}\r\n`,
  ];
  let sent = 0;
  const next = () => requests[sent++ % requests.length];
  let outstanding = 0;
  let wake = () => {};
  const connection = new InjectedConnection((bodies) => {
    outstanding -= bodies;
    if (outstanding === 0) wake();
  });
  server.emit('connection', connection);
  let giveUp = () => {};
  let seen = -1;
  const watch = setInterval(() => {
    if (sent === seen) giveUp(new Error(`${path}: no right answer behind\n${connection.latest}`));
    seen = sent;
  }, PATIENCE_MS);
  for (let left = count; left > 0;) {
    const batch = Math.min(BATCH, left);
    outstanding = batch;
    const answered = new Promise((resolve, reject) => {
      wake = resolve;
      giveUp = reject;
    });
    connection.push(Array.from({ length: batch }, next).join(''));
    await answered;
    await new Promise((resolve) => setImmediate(resolve));
    left -= batch;
  }
  clearInterval(watch);
  connection.push(null);
  connection.destroy();
}
