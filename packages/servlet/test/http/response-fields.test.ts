import { describe, expect, test } from '@jest/globals';
import type { ResponseFacade } from '../../src/http/response-facade.ts';
import { ResponseServer } from '../support/response-server.ts';

type Program = (response: ResponseFacade) => void;

async function answerOf(program: Program) {
  return (await ResponseServer.start()).run(program);
}

describe("the fields of a response and Node's response", () => {
  test('go to it in one call of writeHead, together with those of the body', async () => {
    const calls: unknown[][] = [];
    await answerOf((response) => {
      const { raw } = response;
      const writeHead = raw.writeHead.bind(raw) as (...args: unknown[]) => typeof raw;
      raw.writeHead = (...args: unknown[]) => {
        calls.push(args);
        return writeHead(...args);
      };
      response.setHeader('X-One', 'a');
      response.addHeader('X-Two', 'b');
      response.addHeader('x-two', 'c');
      response.setContentType('text/plain');
      response.getOutputStream().print('x');
    });
    const fields = ['X-One', 'a', 'X-Two', ['b', 'c'], 'Content-Type', 'text/plain'];
    expect(calls).toEqual([[200, [...fields, 'Content-Length', '1']]]);
  });

  test('are on it for those who ask for it, before and after', async () => {
    const answer = await answerOf((response) => {
      response.setHeader('X-One', 'a');
      response.addHeader('X-Two', 'b');
      response.addHeader('X-Two', 'c');
      const { node } = response;
      expect(node.getHeader('x-one')).toBe('a');
      expect(node.getHeader('x-two')).toEqual(['b', 'c']);
      response.setHeader('X-Three', 'd');
      response.setHeader('x-one', null);
      expect(node.getHeaderNames()).toEqual(['x-two', 'x-three']);
      node.setHeader('X-Four', 4);
      expect(response.getHeaders('x-four')).toEqual(['4']);
      expect(response.getHeaderNames()).toEqual(['X-Two', 'X-Three', 'X-Four']);
    });
    expect(answer.all('x-one')).toEqual([]);
    expect(answer.all('x-two')).toEqual(['b', 'c']);
    expect(answer.all('x-three')).toEqual(['d']);
    expect(answer.all('x-four')).toEqual(['4']);
  });

  test('yield to what somebody who had it before sets later; cookies of both go out', async () => {
    const answer = await answerOf((response) => {
      response.setHeader('X-One', 'servlet');
      response.setHeader('X-Two', 'servlet');
      response.addHeader('Set-Cookie', 'a=1');
      response.raw.setHeader('X-One', 'other');
      response.raw.setHeader('Set-Cookie', 'b=2');
      expect(response.getHeader('X-One')).toBe('other');
      expect(response.containsHeader('x-two')).toBe(true);
      response.setHeader('X-Two', 'servlet again');
    });
    expect(answer.all('x-one')).toEqual(['other']);
    expect(answer.all('x-two')).toEqual(['servlet again']);
    expect(answer.all('set-cookie')).toEqual(['a=1', 'b=2']);
  });

  test('go out with what was only set on it', async () => {
    const answer = await answerOf((response) => {
      response.setHeader('X-One', 'servlet');
      response.raw.setHeader('X-Two', 'other');
    });
    expect(answer.all('x-one')).toEqual(['servlet']);
    expect(answer.all('x-two')).toEqual(['other']);
  });

  test('can be read when they have been sent', async () => {
    await answerOf((response) => {
      response.setHeader('X-One', 'a');
      response.flushBuffer();
      expect(response.node.headersSent).toBe(true);
      expect(response.getHeader('x-one')).toBe('a');
      response.setHeader('X-One', 'too late');
      expect(response.getHeader('x-one')).toBe('a');
    });
  });

  test('go out with another head when the first one was refused', async () => {
    const answer = await answerOf((response) => {
      const { raw } = response;
      const writeHead = raw.writeHead.bind(raw) as (...args: unknown[]) => typeof raw;
      raw.writeHead = () => {
        throw new Error('not this head');
      };
      response.setHeader('X-One', 'a');
      response.setContentType('text/plain');
      response.getOutputStream().print('x');
      expect(() => response.flushBuffer()).toThrow('not this head');
      raw.writeHead = writeHead;
      expect(response.getHeaderNames()).toEqual(['X-One', 'Content-Type']);
      response.setHeader('X-Two', 'b');
      response.setContentLength(1);
      response.getOutputStream().print('y');
    });
    expect(answer.all('x-one')).toEqual(['a']);
    expect(answer.all('x-two')).toEqual(['b']);
    expect(answer.all('content-type')).toEqual(['text/plain']);
    expect(answer.all('content-length')).toEqual(['1']);
  });

  test('are gone after a reset, wherever they were', async () => {
    const answer = await answerOf((response) => {
      response.setHeader('X-One', 'a');
      response.reset();
      expect(response.getHeaderNames()).toEqual([]);
      response.node.setHeader('X-Two', 'b');
      response.setHeader('X-Three', 'c');
      response.reset();
      expect(response.getHeaderNames()).toEqual([]);
    });
    expect(['x-one', 'x-two', 'x-three'].flatMap((name) => answer.all(name))).toEqual([]);
  });

  test('Node writes no Date once that was removed, as on its own response', async () => {
    const dates = async (program: Program) => (await answerOf(program)).all('date');
    expect(await dates(() => undefined)).toHaveLength(1);
    expect(await dates((response) => response.setHeader('Date', null))).toEqual([]);
  });
});
