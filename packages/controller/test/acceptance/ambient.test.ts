import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AmbientFilter, OutsideRequestError } from '@httpsession/ambient';
import { response, session } from '@httpsession/ambient/http';

import { controllerOf, LiveServer, SmallApplication } from '../support/live-server.ts';

/** The twelve calls of Dirigible's session, each with what may come of it inside of a request. */
const CALLS: readonly [name: string, call: () => unknown, inside: unknown][] = [
  ['isValid', () => session.isValid(), true],
  ['setAttribute', () => session.setAttribute('a', 1), undefined],
  ['getAttribute', (): unknown => session.getAttribute('a'), 1],
  ['getAttributeNames', () => session.getAttributeNames(), ['a']],
  ['getCreationTime', () => session.getCreationTime(), expect.any(Date)],
  ['getLastAccessedTime', () => session.getLastAccessedTime(), expect.any(Date)],
  ['getId', () => session.getId(), expect.stringMatching(/^[\w-]{20,}/)],
  ['isNew', () => session.isNew(), true],
  ['setMaxInactiveInterval', () => session.setMaxInactiveInterval(60), undefined],
  ['getMaxInactiveInterval', () => session.getMaxInactiveInterval(), 60],
  ['removeAttribute', () => session.removeAttribute('a'), undefined],
  ['invalidate', () => session.invalidate(), undefined],
];

/** What comes of all calls: their results, or that they say to be outside of a request. */
function callAll(): [name: string, result: unknown][] {
  return CALLS.map(([name, call]) => {
    try {
      return [name, call()];
    } catch (error) {
      if (!(error instanceof OutsideRequestError)) throw error;
      return [name, 'outside'];
    }
  });
}

const OUTSIDE = CALLS.map(([name]) => [name, name === 'isValid' ? false : 'outside']);

let server: LiveServer;
let seen: [name: string, result: unknown][] = [];
let late: Promise<void> | undefined;

const Ambient = controllerOf('/ambient', {
  inside: (c) => {
    seen = callAll();
    c.renderText('inside');
  },
  closed: (c) => {
    session.getId();
    response.println('closed');
    response.close();
    seen = callAll();
    c.renderNull();
  },
  late: (c) => {
    late = new Promise((resolve) => {
      setTimeout(() => {
        seen = callAll();
        resolve();
      }, 50);
    });
    c.renderText('sent before');
  },
  valid: (c) => {
    c.renderText(String(session.isValid()));
  },
  own: async (c) => {
    const name = c.get('name', '');
    session.setAttribute('name', name);
    await new Promise((resolve) => setTimeout(resolve, name === 'first' ? 60 : 20));
    c.renderText(String(session.getAttribute('name')));
  },
});

beforeEach(async () => {
  seen = [];
  server = await LiveServer.open(new SmallApplication([Ambient]), {
    filters: {
      ambient: { filter: new AmbientFilter(), urlPatterns: ['/*'], asyncSupported: true },
    },
  });
});

afterEach(async () => server.close());

describe('7. The ambient session', () => {
  it('has its twelve calls in an action', async () => {
    expect((await server.get('/ambient/inside')).text).toBe('inside');
    expect(seen).toEqual(CALLS.map(([name, , inside]) => [name, inside]));
  });

  it('says outside of a request that it is', () => {
    expect(callAll()).toEqual(OUTSIDE);
  });

  it('has them behind close(), too, until the action has returned', async () => {
    const answer = await server.get('/ambient/closed');
    expect([answer.text, answer.headers['set-cookie']?.length]).toEqual(['closed\n', 1]);
    expect(seen).toEqual(CALLS.map(([name, , inside]) => [name, inside]));
  });

  it('is over for a timer that runs after the answer', async () => {
    await server.get('/ambient/late');
    await late;
    expect(seen).toEqual(OUTSIDE);
  });

  it('is that of its own request, when two run at once', async () => {
    const second = server.get('/ambient/own?name=second');
    const first = server.get('/ambient/own?name=first');
    expect([(await first).text, (await second).text]).toEqual(['first', 'second']);
  });

  it('leaves no trace when it is only asked whether it is there', async () => {
    const answer = await server.get('/ambient/valid');
    expect([answer.text, answer.headers['set-cookie']]).toEqual(['true', undefined]);
  });
});
