import { describe, expect, it } from '@jest/globals';
import { HttpSessionEvent } from 'httpsession';
import type { HttpSession } from 'httpsession';
import { EventLog } from '../src/listeners/event-log.ts';

/** A session, of which the log wants nothing but its names. */
function sessionOf(id: string): HttpSession {
  return { getId: () => id, getHandle: () => `handle of ${id}` } as HttpSession;
}

function eventOf(id: string): HttpSessionEvent {
  return new HttpSessionEvent(sessionOf(id));
}

describe('EventLog', () => {
  it('keeps the newest 200 entries of a session, newest first', () => {
    const log = new EventLog();
    for (let visit = 1; visit <= 250; visit += 1) {
      log.record(eventOf('a'), 'attributeReplaced', String(visit));
    }
    const details = log.logOf(sessionOf('a')).entries.map((entry) => entry.detail);
    expect([details.length, details[0], details[199]]).toEqual([200, '250', '51']);
    expect(log.countOf('attributeReplaced')).toBe(250);
  });

  it('keeps of other sessions no detail, and only the newest 40 entries', () => {
    const log = new EventLog();
    for (let visit = 1; visit <= 60; visit += 1) {
      log.record(eventOf('b'), 'attributeAdded', 'secret');
    }
    const others = log.otherEntries(log.logOf(sessionOf('a')));
    expect(others).toHaveLength(40);
    expect(JSON.stringify(others)).not.toContain('secret');
  });

  it('goes with a session over a change of its id', () => {
    const log = new EventLog();
    log.record(eventOf('old'), 'sessionCreated');
    log.rename(sessionOf('new'), 'old');
    log.record(eventOf('new'), 'sessionIdChanged');
    const events = log.logOf(sessionOf('new')).entries.map((entry) => entry.event);
    expect(events).toEqual(['sessionIdChanged', 'sessionCreated']);
  });

  it('forgets a session when it ends, behind the last of its events', async () => {
    const log = new EventLog();
    log.record(eventOf('a'), 'sessionCreated');
    const { key } = log.logOf(sessionOf('a'));
    log.record(eventOf('a'), 'sessionDestroyed', 'timeout');
    log.record(eventOf('a'), 'valueUnbound', 'cart');
    expect(log.find(key)?.entries).toHaveLength(3);
    await Promise.resolve();
    expect(log.find(key)).toBeUndefined();
  });

  it('tells watchers until they stop watching', () => {
    const log = new EventLog();
    const seen: string[] = [];
    const stop = log.watch(log.logOf(sessionOf('a')), {
      own: (entry) => seen.push(`own ${entry.detail}`),
      other: (entry) => seen.push(`other ${entry.handle}`),
      ended: () => seen.push('ended'),
      close: () => seen.push('close'),
    });
    log.record(eventOf('a'), 'attributeAdded', 'x');
    log.record(eventOf('b'), 'attributeAdded', 'y');
    stop();
    log.record(eventOf('a'), 'attributeAdded', 'z');
    expect(seen).toEqual(['own x', 'other handle of b']);
  });
});
