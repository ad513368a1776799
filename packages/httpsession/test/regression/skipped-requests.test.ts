import { expect, it } from '@jest/globals';
import { once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

it('skip sees the URL that the application sees', async () => {
  const seen: unknown[] = [];
  const app = await serve({
    skip: (request) => {
      seen.push(request.url);
      return false;
    },
  });
  await once(app.port, 'GET /assets/;jsessionid=0123456789abcdef0123');
  expect(seen).toEqual(['/assets/']);
});

it.each(['lazy', 'eager'] as const)('a skipped request makes no session, %s', async (creation) => {
  const app = await serve({ creation, skip: (request) => request.url === '/asset' });
  const cookie = await startSession(app);
  const call = { path: '/asset', cookie };
  const asked = await app.visit((request) => request.getSession(false), call);
  expect([asked.result, asked.setCookies]).toEqual([null, []]);
  await expect(app.visit((request) => void request.getSession(), call)).rejects.toThrow(/skip/);
  expect(app.manager.metrics.createdSessions).toBe(1);
});
