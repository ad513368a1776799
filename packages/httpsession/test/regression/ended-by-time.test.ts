import { expect, it } from '@jest/globals';
import { Lobby } from '../support/in-process-request.ts';

it('a request whose session ended by itself does not clear the cookie when it ends another', async () => {
  const lobby = new Lobby({ maxLifetime: 100 });
  const id = await lobby.makeSession();
  const visit = lobby.visit(id);
  lobby.clock.advance(100_000);
  const other = visit.request.getSession();
  expect(other.getId()).not.toBe(id);
  other.invalidate();
  // By now another request may have told the client of a new session.
  expect(await visit.end()).toEqual({ status: 200, cookie: 'none' });
});
