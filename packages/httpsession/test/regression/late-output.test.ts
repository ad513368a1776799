import { expect, it } from '@jest/globals';
import { backings } from '../support/backings.ts';
import { connectTo } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';

it.each(backings)('output behind our 500 does not end the process, %s', async (_name, options) => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', note);
  const app = await serve(options(), (request, response) => {
    if (request.url === '/next') return response.end('next');
    request.getSession();
    setImmediate(() => {
      response.write('late');
      response.end('later');
    });
    throw new Error('at once');
  });
  const client = await connectTo(app.port);
  expect((await client.get('/')).status).toBe(500);
  for (let i = 0; i < 5; i += 1) await turn();
  expect((await client.get('/next')).body).toBe('next');
  process.off('uncaughtException', note);
  expect(uncaught).toEqual([]);
});
