import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type DiagnosticMessages, MemoryStore } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const CHANNELS: (keyof DiagnosticMessages)[] = [
  'httpsession:committed',
  'httpsession:passivated',
  'httpsession:activated',
];

describe('What is told on diagnostics channels of sessions in a store', () => {
  let told: [channel: string | symbol, message: unknown][] = [];
  const listen = (message: unknown, name: string | symbol): void => void told.push([name, message]);

  beforeEach(() => {
    told = [];
    for (const channel of CHANNELS) subscribe(channel, listen);
  });

  afterEach(() => {
    for (const channel of CHANNELS) unsubscribe(channel, listen);
  });

  it('S-53 is each write, and each way out of memory and back, with handles; and it is counted', async () => {
    const clock = new FakeClock();
    const app = await serve({ clock, store: new MemoryStore({ clock }), sessionMax: 1 });
    const handles: string[] = [];
    const [first, second] = [
      await startSession(app, (session) => handles.push(session.getHandle())),
      await startSession(app, (session) => handles.push(session.getHandle())),
    ];
    await app.visit((request) => request.getSession().setAttribute('a', 1), { cookie: first });
    // A channel is of the whole process: what another application of it goes on doing is heard as well.
    const isOurs = (message: unknown) => handles.includes((message as { handle: string }).handle);
    told = told.filter(([, message]) => isOurs(message));
    const of = (handle: string | undefined) =>
      told
        .filter(([, message]) => (message as { handle: string }).handle === handle)
        .map(([channel]) => String(channel).slice('httpsession:'.length));
    expect(of(handles[0])).toEqual(['committed', 'passivated', 'activated', 'committed']);
    expect(of(handles[1])).toEqual(['committed', 'passivated']);
    expect(told).toHaveLength(6);
    const text = JSON.stringify(told);
    for (const cookie of [first, second]) expect(text).not.toContain(cookie.split('=')[1]);
    expect(app.manager.metrics).toMatchObject({ passivatedSessions: 2, activatedSessions: 1 });
  });
});
