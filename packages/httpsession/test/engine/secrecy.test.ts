import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { build, BUILD_MS } from '../../../../testing/build.ts';
import { HttpSessionEvent } from 'httpsession';
import type { DiagnosticMessages } from 'httpsession';
import { Lobby } from '../support/in-process-request.ts';
import { collectWarnings } from '../support/warnings.ts';

const run = promisify(execFile);
const warnings = collectWarnings();

const CHANNELS: (keyof DiagnosticMessages)[] = [
  'httpsession:created',
  'httpsession:destroyed',
  'httpsession:idChanged',
  'httpsession:rejected',
  'httpsession:unknownId',
  'httpsession:error',
  'httpsession:slowListener',
];

describe('What is told on diagnostics channels', () => {
  let told: [channel: string | symbol, message: unknown][] = [];
  const listen = (message: unknown, name: string | symbol): void => void told.push([name, message]);

  beforeEach(() => {
    told = [];
    for (const channel of CHANNELS) subscribe(channel, listen);
  });

  afterEach(() => {
    for (const channel of CHANNELS) unsubscribe(channel, listen);
  });

  it('S-53 is every step of a life, with handles and never with an id', async () => {
    const lobby = new Lobby({
      sessionMax: 2,
      listeners: [
        {
          attributeAdded: () => {
            lobby.clock.pass(200);
          },
          attributeRemoved: () => {
            throw new Error('of a listener');
          },
        },
      ],
    });
    const visit = lobby.visit('no-session-of-this-id-0123456789');
    const session = visit.request.getSession();
    const handle = session.getHandle();
    const ids = ['no-session-of-this-id-0123456789', session.getId()];
    session.setAttribute('a', 1);
    session.removeAttribute('a');
    ids.push(visit.request.changeSessionId());
    const newHandle = session.getHandle();
    session.invalidate();
    lobby.visit('malformed!');
    for (let i = 0; i < 3; i += 1) {
      ids.push(await lobby.makeSession());
      lobby.clock.advance(1000);
    }
    lobby.clock.advance(1_801_000);

    expect(told.slice(0, 7)).toEqual([
      ['httpsession:unknownId', { why: 'unknown' }],
      ['httpsession:created', { handle }],
      ['httpsession:slowListener', { what: 'attributeAdded', ms: 200 }],
      ['httpsession:error', { what: 'Listener method attributeRemoved', error: expect.any(Error) }],
      ['httpsession:idChanged', { handle: newHandle, oldHandle: handle }],
      ['httpsession:destroyed', { handle: newHandle, reason: 'invalidated' }],
      ['httpsession:unknownId', { why: 'malformed' }],
    ]);
    const reasons = told
      .filter(([channel]) => channel === 'httpsession:destroyed')
      .map(([, message]) => (message as DiagnosticMessages['httpsession:destroyed']).reason);
    expect(reasons).toEqual(['invalidated', 'culled', 'timeout', 'timeout']);
    const text = inspect(told, { depth: 10, showHidden: true }) + JSON.stringify(told);
    for (const id of ids) expect(text).not.toContain(id);
    expect(handle).toMatch(/^[0-9a-f]{16}$/);
  });

  it('R17 is a refusal for want of room, and an error is not warned of as well', () => {
    const lobby = new Lobby({ sessionMax: 1, culling: 'reject' });
    lobby.visit().request.getSession();
    const visit = lobby.visit();
    expect(() => visit.request.getSession()).toThrow();
    expect(told.at(-1)).toEqual(['httpsession:rejected', { sessionMax: 1 }]);
    expect(warnings).toEqual([]);
  });

  it('S-53 handles are stable, differ from manager to manager, and are no part of the id', () => {
    const [lobby, other] = [new Lobby(), new Lobby()];
    const session = lobby.visit().request.getSession();
    const handle = session.getHandle();
    expect(session.getHandle()).toBe(handle);
    expect(session.getId()).not.toContain(handle);
    const handles = Array.from({ length: 50 }, () =>
      other.visit().request.getSession().getHandle(),
    );
    expect(new Set([...handles, handle]).size).toBe(51);
    session.invalidate();
    expect(session.getHandle()).toBe(handle);
  });
});

describe('What is printed', () => {
  const views = [
    (value: unknown) => inspect(value, { depth: 10, showHidden: true }),
    (value: unknown) => inspect(value, { depth: 10, showHidden: true, customInspect: false }),
    (value: unknown) => inspect(value, { depth: 10, showProxy: true, getters: true }),
    (value: unknown) => JSON.stringify(value) ?? '',
    (value: unknown) => String(value),
  ];

  it('S-53 of a session, a manager, an event or an accessor never has an id in it', async () => {
    const lobby = new Lobby({ secrets: ['a'.repeat(16) + 'b'.repeat(16)] });
    const session = lobby.visit().request.getSession();
    session.setAttribute('a', 1);
    const things: unknown[] = [
      session,
      lobby.manager,
      new HttpSessionEvent(session),
      session.getAccessor(),
    ];
    things.push(lobby.manager.metrics, lobby.manager.context, session.getServletContext());
    for (const thing of things) {
      for (const view of views) expect(view(thing)).not.toContain(session.getId());
    }
    for (const view of [...views.slice(0, 4)]) {
      expect(view(session.attributes)).not.toContain(session.getId());
    }
  });

  it('S-53 of an error never has an id in it', async () => {
    const lobby = new Lobby({ sessionMax: 1, culling: 'reject', maxSessionsPerPrincipal: 1 });
    const id = await lobby.makeSession((session) => session.setPrincipal('ada'));
    const visit = lobby.visit(id);
    const session = visit.request.getSession();
    const accessor = session.getAccessor();
    const newId = visit.request.changeSessionId();
    const failing: (() => unknown)[] = [
      () => lobby.visit(id).request.getSession(),
      () => accessor.access(() => undefined),
      () => session.setMaxInactiveInterval(NaN),
      () => {
        session.invalidate();
        session.getCreationTime();
      },
      () => lobby.visit(newId).request.changeSessionId(),
    ];
    for (const call of failing) {
      let thrown: unknown;
      try {
        call();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(Error);
      const text =
        inspect(thrown, { depth: 10, showHidden: true }) + String((thrown as Error).stack);
      for (const one of [id, newId]) expect(text).not.toContain(one);
    }
  });

  it('S-53 of a request and its response has the ids that Node itself shows there, and no others', () => {
    const lobby = new Lobby();
    const plain = lobby.visit();
    const id = plain.request.getSession().getId();
    // Nothing is written yet: the id is known to the session alone.
    for (const thing of [plain.request, plain.response]) {
      for (const view of views.slice(0, 3)) expect(view(thing)).not.toContain(id);
    }
    const visit = lobby.visit(id);
    const newId = visit.request.changeSessionId();
    for (const view of views.slice(0, 3)) {
      expect(view(visit.request)).not.toContain(newId);
      expect(view(visit.response)).not.toContain(newId);
      // Once: in the Cookie field.
      expect(view(visit.request.headers).split(id)).toHaveLength(2);
    }
  });
});

describe('NODE_DEBUG=httpsession', () => {
  beforeAll(() => build('packages/httpsession'), BUILD_MS);

  it('S-53 tells of every step, and never an id', async () => {
    const program = join(import.meta.dirname, 'programs/talkative.mjs');
    const { stdout, stderr } = await run(process.execPath, [program], {
      env: { ...process.env, NODE_DEBUG: 'httpsession', NODE_OPTIONS: '' },
    });
    const ids = stdout.split('\n');
    expect(ids.length).toBeGreaterThan(8);
    const steps = ['created', 'opened', 'released', 'destroyed', 'id changed', 'unknown id'];
    for (const step of [...steps, '(culled)', 'failed']) expect(stderr).toContain(step);
    for (const id of ids) expect(stderr).not.toContain(id);
    expect(stderr).toMatch(/created at .*talkative\.mjs/);
  }, 30_000);
});
