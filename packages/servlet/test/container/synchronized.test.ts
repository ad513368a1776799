import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { synchronized } from 'httpsession';
import {
  type HttpServletRequest,
  type ServletContext,
  type ServletContextAttributeEvent,
  WebApplication,
} from '../../src/index.ts';
import { deferred } from '../support/deferred.ts';
import { serveApps, servletOf } from '../support/web-server.ts';

const TIMEOUT = expect.objectContaining({ code: 'HTTPSESSION_LOCK_TIMEOUT', status: 503 });

function newContext(): ServletContext {
  return new WebApplication().context;
}

/** What a servlet of Java does in `synchronized (getServletContext())`, with an await in the middle. */
async function addOne(context: ServletContext, name: string): Promise<void> {
  const old = context.getAttribute(name) as number | null;
  await nextTurn();
  context.setAttribute(name, (old ?? 0) + 1);
}

// Java Language Specification 14.19 and 17.1: one thread at a time, which may lock an object again.
describe('synchronized(context, fn)', () => {
  it('S3-45 loses nothing between a read, an await and a write of an attribute', async () => {
    const app = new WebApplication({
      servlets: {
        counter: {
          servlet: servletOf(async (request: HttpServletRequest) => {
            const context = request.getServletContext();
            await synchronized(context, () => addOne(context, 'safe'));
          }),
          urlPatterns: ['/count'],
        },
      },
    });
    const server = await serveApps(app);
    await Promise.all(Array.from({ length: 12 }, () => server.get('/count')));
    expect(app.context.getAttribute('safe')).toBe(12);
  });

  it('S3-45 lets one in at a time, in the order in which they came', async () => {
    const context = newContext();
    const seen: string[] = [];
    const visit = (name: string): Promise<void> =>
      synchronized(context, async () => {
        seen.push(`${name} in`);
        await nextTurn();
        seen.push(`${name} out`);
      });
    await Promise.all(['a', 'b', 'c'].map(visit));
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  it('S3-45 may be nested, through the session and the request, too', async () => {
    const app = new WebApplication({
      servlets: {
        nested: {
          servlet: servletOf(async (request, response) => {
            const session = request.getSession();
            const answer = await synchronized(request.getServletContext(), async () => {
              await nextTurn();
              return synchronized(session, () =>
                synchronized(session.getServletContext(), () => 'inside', { timeoutMs: 50 }),
              );
            });
            response.getWriter().print(answer);
          }),
          urlPatterns: ['/nested'],
        },
      },
    });
    const server = await serveApps(app);
    expect((await server.get('/nested')).body).toBe('inside');
  });

  it('S3-45 lets parallel branches inside a holder in one at a time', async () => {
    const context = newContext();
    await synchronized(context, () =>
      Promise.all(
        Array.from({ length: 5 }, () => synchronized(context, () => addOne(context, 'n'))),
      ),
    );
    expect(context.getAttribute('n')).toBe(5);
  });

  it('S3-45 gives up after its timeout, and says what it waited for', async () => {
    const context = newContext();
    const end = deferred<null>();
    const first = synchronized(context, () => end.promise);
    const late = synchronized(context, () => 'late', { timeoutMs: 5 });
    await expect(late).rejects.toEqual(TIMEOUT);
    await expect(late).rejects.toThrow('5 ms for the servlet context');
    end.resolve(null);
    await first;
    await expect(synchronized(context, () => 'next')).resolves.toBe('next');
  });

  it('S3-45 lets the next one in after an error', async () => {
    const context = newContext();
    const failing = synchronized(context, () => Promise.reject(new Error('broken')));
    const next = synchronized(context, () => 'next');
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('next');
  });

  it('S3-45 keeps one application out of nothing that another one holds', async () => {
    const end = deferred<null>();
    const first = synchronized(newContext(), () => end.promise);
    await expect(synchronized(newContext(), () => 'other')).resolves.toBe('other');
    end.resolve(null);
    await first;
  });

  it('S3-45 does not keep out code that does not ask, as in Java', async () => {
    const context = newContext();
    const end = deferred<null>();
    const first = synchronized(context, () => end.promise);
    context.setAttribute('n', 1);
    expect(context.getAttribute('n')).toBe(1);
    end.resolve(null);
    await first;
  });

  it('S3-45 listeners of attributes that lock the context are inside', async () => {
    const seen: unknown[] = [];
    const inside: Promise<void>[] = [];
    const app = new WebApplication({
      listeners: [
        {
          listensTo: ['ServletContextAttributeListener'],
          attributeAdded(event: ServletContextAttributeEvent) {
            const told = synchronized(
              event.getServletContext(),
              () => void seen.push(event.getName()),
            );
            inside.push(told);
          },
        },
      ],
    });
    await app.start();
    await synchronized(app.context, async () => {
      app.context.setAttribute('motd', 'hello');
      await inside[0];
      seen.push('after');
    });
    await app.stop();
    expect(seen).toEqual(['motd', 'after']);
  });
});
