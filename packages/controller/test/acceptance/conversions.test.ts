import { afterEach, describe, expect, it } from '@jest/globals';

import { controllerOf, LiveServer, SmallApplication } from '../support/live-server.ts';

let server: LiveServer | undefined;
const logged: string[] = [];

afterEach(async () => {
  await server?.close();
  server = undefined;
  logged.length = 0;
});

const CONVERT = controllerOf('/to', {
  int: (c) => {
    c.renderText(String(c.getInt('v')));
  },
  intOrSeven: (c) => {
    c.renderText(String(c.getInt('v', 7)));
  },
  long: (c) => {
    c.renderText(String(c.getLong('v')));
  },
  bigInt: (c) => {
    c.renderText(String(c.getBigInt('v')));
  },
  boolean: (c) => {
    c.renderText(String(c.getBoolean('v')));
  },
  date: (c) => {
    const date = c.getDate('v');
    c.renderText(
      date === null
        ? 'null'
        : [
            date.getFullYear(),
            date.getMonth() + 1,
            date.getDate(),
            date.getHours(),
            date.getMinutes(),
          ].join(' '),
    );
  },
  ints: (c) => {
    c.renderJson(c.getParaValuesToInt('v'));
  },
  text: (c) => {
    c.renderJson([c.getPara('v'), c.getPara('v', 'default')]);
  },
});

async function convert(type: string, query: string): Promise<{ status: number; text: string }> {
  const config = new SmallApplication([CONVERT], (me) => {
    me.setLog((level, message) => void logged.push(`${level} ${message}`));
  });
  server = await LiveServer.open(config);
  return server.get(`/to/${type}${query}`);
}

describe('4. What becomes of the text of a parameter', () => {
  it.each([
    ['int', '', 'null'],
    ['int', '?v=', 'null'],
    ['int', '?v=%20', 'null'],
    ['intOrSeven', '?v=%20%09', '7'],
    ['int', '?v=%205%20', '5'],
    ['int', '?v=N5', '-5'],
    ['int', '?v=n5', '-5'],
    ['int', '?v=-5', '-5'],
    ['int', '?v=%2B5', '5'],
    // A plus that is not encoded is a space in a query.
    ['int', '?v=+5', '5'],
    ['int', '?v=2147483647', '2147483647'],
    ['int', '?v=-2147483648', '-2147483648'],
    ['long', '?v=2147483648', '2147483648'],
    ['long', '?v=9007199254740991', '9007199254740991'],
    ['bigInt', '?v=9007199254740993', '9007199254740993'],
    ['boolean', '?v=TRUE', 'true'],
    ['boolean', '?v=1', 'true'],
    ['boolean', '?v=0', 'false'],
    ['boolean', '?v=False', 'false'],
    ['boolean', '?v=', 'null'],
    ['date', '?v=2020-1-5', '2020 1 5 0 0'],
    ['date', '?v=2020-01-05%2010:30', '2020 1 5 10 30'],
    ['date', '?v=2020-01-05T10:30', '2020 1 5 10 30'],
    ['ints', '?v=1&v=&v=N3', '[1,null,-3]'],
    ['text', '?v=', '[null,"default"]'],
    ['text', '?v=%20', '[" "," "]'],
  ])('%s of %j', async (type, query, text) => {
    expect(await convert(type, query)).toMatchObject({ status: 200, text });
    expect(logged).toEqual([]);
  });

  it.each([
    ['int', '2147483648'],
    ['int', '-2147483649'],
    ['int', '5.0'],
    ['int', '0x10'],
    ['int', 'NN5'],
    ['long', '9007199254740993'],
    ['boolean', 'on'],
    ['boolean', 'yes'],
    ['date', '2020-13-45'],
    ['date', '2020-02-30'],
    ['date', '2020-01-05T10:30Z'],
    ['ints', 'x'],
  ])('%s of %j: 400, and a warning that shows it', async (type, value) => {
    const answer = await convert(type, `?v=${value}`);
    expect(answer.status).toBe(400);
    // The page says nothing of it.
    expect(answer.text).not.toContain(value);
    expect(logged).toEqual([
      expect.stringContaining(`warn 400 in Made.${type} for GET /to/${type}: `),
    ]);
    expect(logged[0]).toContain(JSON.stringify(value));
  });
});
