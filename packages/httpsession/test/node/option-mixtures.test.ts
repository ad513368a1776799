import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { MemoryStore, OptionError, SessionCookieConfig, SessionManager } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { optionRows, SECRET } from '../support/option-table.ts';
import { once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';

jest.setTimeout(60_000);

it('P-18 random options start something safe, or are refused by name', async () => {
  const anything = fc.anything({ maxDepth: 1, withBigInt: true });
  const model = Object.fromEntries(
    optionRows.map(({ option, good, bad }) => [
      option,
      fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...good) },
        { weight: 1, arbitrary: fc.constantFrom(...bad) },
        { weight: 1, arbitrary: anything },
      ),
    ]),
  );
  let started = 0;
  await fc.assert(
    fc.asyncProperty(fc.record(model, { requiredKeys: [] }), async (drawn) => {
      const clock = new FakeClock();
      // A frozen configuration object belongs to one manager, and a store to one clock.
      const cookie = drawn['cookie'] instanceof SessionCookieConfig ? {} : drawn['cookie'];
      const options: Record<string, unknown> = { ...drawn, clock };
      if ('cookie' in drawn) options['cookie'] = cookie;
      if (drawn['store'] instanceof MemoryStore) options['store'] = new MemoryStore({ clock });
      let probe: SessionManager | undefined;
      try {
        probe = new SessionManager(options);
      } catch (error) {
        expect(error).toBeInstanceOf(OptionError);
        expect(optionRows.map(({ option }) => option)).toContain(
          (error as OptionError).option.split(/[.[]/)[0],
        );
        expect((error as OptionError).message).not.toContain(SECRET);
        expect(clock.pendingTimers).toBe(0);
        return;
      }
      await probe.close();
      expect(clock.pendingTimers).toBe(0);
      started += 1;
      if (started > 40 || 'skip' in options || 'server' in options) return;
      const app = await serve(options, (request, response) => {
        response.end(request.getSession().getId());
      });
      const answer = await once(app.port, 'GET /');
      await app.close();
      expect(answer.status).toBe(200);
      expect(answer.body).toMatch(/^[\w-]{16,128}$/);
      expect(answer.all('set-cookie').length).toBeLessThan(2);
      for (const { attributes, raw } of answer.setCookies) {
        expect(attributes.has('httponly')).toBe(true);
        expect(raw).not.toMatch(/[^\x20-\x7e]/);
        expect(answer.field('cache-control')).toBe('no-store');
      }
    }),
    { numRuns: 400 },
  );
  // The good must not be so rare that nothing was tried.
  expect(started).toBeGreaterThan(40);
});
