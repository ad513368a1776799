import { describe, expect, it } from '@jest/globals';
import { storeKey } from '../../src/store/store-key.ts';
import { backings } from '../support/backings.ts';
import { once } from '../support/raw-client.ts';
import { serve, type Options, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

/** A server with one session in it, whose secret nobody else must ever see. */
interface House {
  readonly app: TestServer;
  readonly id: string;
}

async function houseOf(options: Options): Promise<House> {
  const app = await serve(options, (request, response) => {
    const session = request.getSession(false);
    response.end(String(session === null ? 'nobody' : session.getAttribute('secret')));
  });
  const cookie = await startSession(app, (session) => session.setAttribute('secret', 'canary'));
  return { app, id: cookie.slice('JSESSIONID='.length) };
}

/** Sends each header, and expects that it joins the session as it says: never, by default. */
async function expectEach({ app, id }: House, headers: readonly string[], body = 'nobody') {
  for (const header of headers) {
    const answer = await once(app.port, 'GET /', `Cookie: ${header}`);
    // Node itself refuses what is no header field, or too long for one.
    const seen = [400, 431].includes(answer.status) ? 'refused by Node' : answer.body;
    expect([header, seen]).toEqual([header, expect.stringMatching(`^(${body}|refused by Node)$`)]);
    expect([header, answer.setCookies]).toEqual([header, []]);
  }
  const rightful = await once(app.port, 'GET /', `Cookie: JSESSIONID=${id}`);
  expect([rightful.status, rightful.body]).toEqual([200, 'canary']);
  expect(app.errors).toEqual([]);
  expect(app.manager.metrics.createdSessions).toBe(1);
}

/** Other spellings of an id, or what is taken for one somewhere. */
function spellings(id: string): string[] {
  return [
    ...[id.toUpperCase(), id.toLowerCase()].filter((text) => text !== id),
    ...[id.slice(1), id.slice(0, -1), `${id}a`, `a${id}`, `${id}${id}`, id.repeat(4) + 'a'],
    ...[`${id}.`, `${id}..`, `.${id}`, `${id}.route`, `${id}.a.b`, `${id}.${'r'.repeat(10_000)}`],
    ...[`${id}!`, `${id}=`, `${id},`, `${id}%00`, `${id}/`, `../${id}`, `${id} ${id}`, `"${id}`],
    ...[`'${id}'`, `<${id}>`, `s:${id}`, `j:"${id}"`, encodeURIComponent(`"${id}"`), `%22${id}%22`],
    ...Array.from(id, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
    ...['null', 'undefined', '[object Object]', '0', 'true', 'NaN', '*', '{}', '[]', '$ne'],
    ...['', ' ', '"', '""', '=', '==', '__proto__', 'constructor', 'toString', 'a'.repeat(16_000)],
    ...['', '/', '/other'].map((context) => storeKey(context, id)),
  ];
}

describe.each(backings)('cookies that attackers send, %s', (_name, options) => {
  it('the corpus: no header harms anything, or joins a session that it does not name', async () => {
    const house = await houseOf(options());
    await expectEach(house, [
      ...['', ';', '=', ';;;;', '=a', 'a', '=', ' ', '\t', '"', ',', '; ; ;', '==', '=;='],
      ...['JSESSIONID', 'JSESSIONID=', 'JSESSIONID==x', 'JSESSIONID="x"', 'JSESSIONID="x'],
      ...[' JSESSIONID =x ', 'jsessionid=x', 'JSESSIONID=x, JSESSIONID=y', 'JSESSIONID=%41'],
      ...['__Host-JSESSIONID=x', '__proto__=x; constructor=y; hasOwnProperty=z', '$Version=1; a="'],
      `JSESSIONID=${'x'.repeat(16 * 1024)}`,
      'a=b; '.repeat(5000),
      'a=b; '.repeat(2000),
    ]);
  });

  it('the corpus: a name that only looks like ours is not ours', async () => {
    const house = await houseOf(options());
    const names = ['jsessionid', 'JSessionID', '__Host-JSESSIONID', '%4ASESSIONID', '$JSESSIONID'];
    const blanks = ['\xa0', '\xc2\xa0', '\xe2\x80\x80', '\xe3\x80\x80', '\xef\xbb\xbf', '\x0b'];
    await expectEach(house, [
      ...[...names, 'JSESSIONID=', '=JSESSIONID', 'JSESSION'].map((name) => `${name}=${house.id}`),
      ...blanks.map((blank) => `${blank}JSESSIONID=${house.id}`),
      ...blanks.map((blank) => `JSESSIONID${blank}=${house.id}`),
    ]);
  });

  it('the corpus: an id in another spelling is not an id', async () => {
    const house = await houseOf(options());
    const headers = spellings(house.id).map((text) => `JSESSIONID=${text}`);
    await expectEach(house, headers);
  });

  it('an id between blanks or in one pair of quotes is that id, also beside a prefixed name', async () => {
    const house = await houseOf(options());
    const values = [house.id, `"${house.id}"`, ` ${house.id} `, `\t"${house.id}"\t`];
    const headers = values.map((value) => `a=1; JSESSIONID=${value}; b=2`);
    headers.push(`__Host-JSESSIONID=${'x'.repeat(32)};JSESSIONID=${house.id}`);
    await expectEach(house, headers, 'canary');
  });

  it('S-9 an id in the wrong case finds nothing', async () => {
    const house = await houseOf(options());
    const letters = [...house.id.matchAll(/[a-zA-Z]/g)];
    const swapped = letters.map(({ index, 0: letter }) => {
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      return `JSESSIONID=${house.id.slice(0, index)}${other}${house.id.slice(index + 1)}`;
    });
    expect(swapped.length).toBeGreaterThan(5);
    await expectEach(house, swapped);
  });
});

describe('every byte', () => {
  /** What separates, or is trimmed, is no part of the name or the value. */
  const allowed = new Set([0x09, 0x20, 0x3b]);

  it.each<[string, (byte: string, id: string) => string]>([
    ['before the name', (byte, id) => `${byte}JSESSIONID=${id}`],
    ['behind the value', (byte, id) => `JSESSIONID=${id}${byte}`],
  ])('%s makes another cookie of it, unless it is a blank or a semicolon', async (_where, put) => {
    const house = await houseOf({});
    const bytes = Array.from({ length: 256 }, (_, code) => code);
    const headerOf = (code: number) => put(String.fromCharCode(code), house.id);
    await expectEach(
      house,
      bytes.filter((code) => !allowed.has(code)).map((code) => headerOf(code)),
    );
    await expectEach(house, [...allowed].map(headerOf), 'canary');
  });

  it('within the name or the value makes another cookie of it', async () => {
    const house = await houseOf({});
    const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
    await expectEach(
      house,
      bytes.flatMap((byte) => [
        `JSESS${byte}IONID=${house.id}`,
        `JSESSIONID=${house.id.slice(0, 9)}${byte}${house.id.slice(9)}`,
      ]),
    );
  });
});

describe('S-24 names of fields that are names in JavaScript', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'then'])(
    'a field %s harms nothing',
    async (name) => {
      const house = await houseOf({ trackingModes: ['COOKIE', 'URL'], trustProxy: 'loopback' });
      for (const lines of [[`${name}: x`], [`${name}: x`, `${name}: y`]]) {
        const answer = await once(house.app.port, 'GET /', ...lines);
        expect([answer.status, answer.body]).toEqual([200, 'nobody']);
      }
      expect(house.app.errors).toEqual([]);
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );
});
