import { describe, expect, it } from '@jest/globals';
import { Lobby } from '../support/in-process-request.ts';

const NO_ID = expect.objectContaining({ code: 'HTTPSESSION_ID_GENERATOR' });

/** A generator that is good during its trial, and then does what the test wants. */
function goodAtFirst(later: () => unknown): { idGenerator: () => string } {
  let count = 0;
  return {
    idGenerator: () => {
      count += 1;
      return count <= 1000 ? `trial-trial-trial-${String(count)}` : (later() as string);
    },
  };
}

describe('Ids of sessions', () => {
  it('S-4 S1-11 that a generator gives twice never lead to somebody else', async () => {
    const ids = ['id-number-one-id-number-one', 'id-number-two-id-number-two'];
    let next = 0;
    const lobby = new Lobby(goodAtFirst(() => ids[next++ >> 1]));
    const first = await lobby.makeSession((session) => session.setAttribute('owner', 'first'));
    const second = await lobby.makeSession((session) => session.setAttribute('owner', 'second'));
    expect([first, second]).toEqual(ids);
    const owners = ids.map(
      (id) => lobby.visit(id).request.getSession().getAttribute('owner') as unknown,
    );
    expect(owners).toEqual(['first', 'second']);
  });

  it.each<[string, unknown]>([
    ['the same id all the time', 'always-the-same-id-always'],
    ['nothing', undefined],
    ['something short', 'short'],
    ['a line break', 'good-good-good-good\r\nSet-Cookie: a=b'],
  ])('S-4 a generator that gives %s after its trial makes no session', async (_what, bad) => {
    const lobby = new Lobby(goodAtFirst(() => bad));
    if (bad === 'always-the-same-id-always') await lobby.makeSession();
    const before = lobby.manager.metrics.activeSessions;
    const visit = lobby.visit();
    expect(() => visit.request.getSession()).toThrow(NO_ID);
    expect(lobby.manager.metrics.activeSessions).toBe(before);
    expect(await visit.end()).toMatchObject({ cookie: 'none' });
  });

  it('S-4 a generator that throws makes no session, and leaves the id as it is', async () => {
    let isBroken = false;
    let count = 0;
    const lobby = new Lobby(
      goodAtFirst(() => {
        if (isBroken) throw new Error('no entropy');
        count += 1;
        return `good-good-good-good-${String(count)}`;
      }),
    );
    const id = await lobby.makeSession();
    isBroken = true;
    expect(() => lobby.visit().request.getSession()).toThrow('no entropy');
    const visit = lobby.visit(id);
    expect(() => visit.request.changeSessionId()).toThrow('no entropy');
    expect(visit.request.getSession().getId()).toBe(id);
    await visit.end();
    expect([await lobby.finds(id), lobby.manager.metrics.activeSessions]).toEqual([true, 1]);
  });

  it.each<[string, (lobby: Lobby, id: string) => unknown]>([
    ['nobody made', () => undefined],
    ['ended', (lobby, id) => lobby.visit(id).request.getSession().invalidate()],
    ['timed out', (lobby) => lobby.clock.advance(1_801_000)],
    ['was changed', (lobby, id) => lobby.visit(id).request.changeSessionId()],
  ])('S-1 of a session that %s is not taken over', async (what, happen) => {
    const lobby = new Lobby();
    const id =
      what === 'nobody made' ? 'chosen-by-an-attacker-0123456789' : await lobby.makeSession();
    await happen(lobby, id);
    const visit = lobby.visit(id);
    expect(visit.request.getSession(false)).toBeNull();
    expect(visit.request.getSession().getId()).not.toBe(id);
    await visit.end();
    expect(await lobby.finds(id)).toBe(false);
  });

  it('S-1 of another manager means nothing here', async () => {
    const [here, there] = [new Lobby(), new Lobby()];
    const id = await there.makeSession();
    expect(await here.finds(id)).toBe(false);
  });

  it('R8 change in one instant: from then on the old one finds nothing, the new one all', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession((session) => session.setAttribute('a', 1));
    const visit = lobby.visit(id);
    const newId = visit.request.changeSessionId();
    expect(lobby.visit(id).request.getSession(false)).toBeNull();
    expect(lobby.visit(newId).request.getSession().getAttribute('a')).toBe(1);
    expect(visit.request.getSession().getId()).toBe(newId);
  });

  it('S-36 a request that holds the old id keeps its session, under the new one', async () => {
    const lobby = new Lobby();
    const id = await lobby.makeSession();
    const slow = lobby.visit(id);
    const session = slow.request.getSession();
    const newId = lobby.visit(id).request.changeSessionId();
    session.setAttribute('late', true);
    expect(session.getId()).toBe(newId);
    await slow.end();
    expect(lobby.visit(newId).request.getSession().getAttribute('late')).toBe(true);
    expect(await lobby.finds(id)).toBe(false);
  });
});

describe('Sessions of different clients', () => {
  it('S-39 S4-08 are never mixed up, whatever overlaps and fails', async () => {
    const lobby = new Lobby({ sessionMax: 1000 });
    const owners = Array.from({ length: 30 }, (_, i) => `owner ${String(i)}`);
    const ids = await Promise.all(
      owners.map((owner) => lobby.makeSession((session) => session.setAttribute('owner', owner))),
    );
    const wrong: unknown[] = [];
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const at = (i * 7) % owners.length;
        const visit = lobby.visit(ids[at]);
        for (let turn = i % 4; turn > 0; turn -= 1) await Promise.resolve();
        if (i % 5 === 0) await visit.hangUp();
        const owner = visit.request.getSession().getAttribute('owner') as unknown;
        if (owner !== owners[at]) wrong.push([owner, owners[at]]);
        await (i % 5 === 0 ? visit.settle() : visit.end());
      }),
    );
    expect(wrong).toEqual([]);
    expect(lobby.manager.metrics.activeSessions).toBe(30);
  });
});
