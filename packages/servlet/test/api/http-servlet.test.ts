import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException, IllegalStateException } from 'httpsession';
import {
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  initServlet,
  type Servlet,
  type ServletConfig,
} from '../../src/api/index.ts';

interface Asked {
  readonly method: string;
  readonly protocol?: string;
  readonly since?: number | 'nonsense';
}

/** Has a servlet answer, and gives what it did. */
function answerOf(servlet: HttpServlet, { method, protocol = 'HTTP/1.1', since = -1 }: Asked) {
  const headers: Record<string, unknown> = {};
  const answer = { status: 200, message: '', headers };
  const request = {
    getMethod: () => method,
    getProtocol: () => protocol,
    getDateHeader: () => {
      if (since === 'nonsense') throw new IllegalArgumentException('no date');
      return since;
    },
  } as unknown as HttpServletRequest;
  const response = {
    setStatus: (status: number) => (answer.status = status),
    sendError: (status: number, message: string) => Object.assign(answer, { status, message }),
    setHeader: (name: string, value: string) => (headers[name] = value),
    setDateHeader: (name: string, value: number) => (headers[name] = value),
    containsHeader: (name: string) => name in headers,
  } as unknown as HttpServletResponse;
  void servlet.service(request, response);
  return answer;
}

class Silent extends HttpServlet {}

class Shop extends HttpServlet {
  readonly asked: string[] = [];
  override doGet(request: HttpServletRequest): void {
    this.asked.push(`doGet ${request.getMethod()}`);
  }
  override doPost(): void {
    this.asked.push('doPost');
  }
}

describe('a servlet that overrides nothing', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'])(
    'refuses %s with 405',
    (method) => {
      const { status, message } = answerOf(new Silent(), { method });
      expect([status, message]).toEqual([
        405,
        `HTTP method ${method} is not supported by this URL`,
      ]);
    },
  );

  it('refuses with 400 where 405 is not known', () => {
    expect(answerOf(new Silent(), { method: 'GET', protocol: 'HTTP/1.0' }).status).toBe(400);
  });

  it.each(['BREW', 'get'])('answers the method %s with 501', (method) => {
    expect(answerOf(new Silent(), { method }).status).toBe(501);
  });

  it('allows OPTIONS only', () => {
    expect(answerOf(new Silent(), { method: 'OPTIONS' }).headers).toEqual({ Allow: 'OPTIONS' });
  });
});

describe('a servlet', () => {
  it('is asked by the method of the request; HEAD is a GET', () => {
    const shop = new Shop();
    for (const method of ['GET', 'HEAD', 'POST']) answerOf(shop, { method });
    expect(shop.asked).toEqual(['doGet GET', 'doGet HEAD', 'doPost']);
  });

  it('allows what it or a class above it overrides', () => {
    class BiggerShop extends Shop {
      override doDelete(): void {
        // Nothing to do.
      }
    }
    expect(answerOf(new BiggerShop(), { method: 'OPTIONS' }).headers).toEqual({
      Allow: 'GET, HEAD, POST, DELETE, OPTIONS',
    });
  });

  it('gives the promise of what it does', async () => {
    class Slow extends HttpServlet {
      override doGet(): Promise<void> {
        return Promise.reject(new Error('slow'));
      }
    }
    const request = { getMethod: () => 'GET' } as unknown as HttpServletRequest;
    await expect(new Slow().service(request, {} as HttpServletResponse)).rejects.toThrow('slow');
  });
});

describe('a servlet that knows when its page was changed', () => {
  class Page extends Shop {
    override getLastModified(): number {
      return 5_400;
    }
  }

  it('says so', () => {
    expect(answerOf(new Page(), { method: 'GET' }).headers).toEqual({ 'Last-Modified': 5_400 });
    expect(answerOf(new Page(), { method: 'HEAD' }).headers).toEqual({ 'Last-Modified': 5_400 });
  });

  it.each([
    [4_000, 200],
    // Headers know whole seconds only.
    [5_000, 304],
    [6_000, 304],
    ['nonsense' as const, 200],
  ])('answers one who has it since %s with %i', (since, status) => {
    const page = new Page();
    expect(answerOf(page, { method: 'GET', since }).status).toBe(status);
    expect(page.asked).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('the config of a servlet', () => {
  const config = { getServletName: () => 'shop' } as unknown as ServletConfig;

  it('is not there before the start', () => {
    expect(() => new Shop().getServletConfig()).toThrow(IllegalStateException);
  });

  it('is there in init and after it, also when that is overridden and takes nothing', () => {
    const names: string[] = [];
    class Named extends Shop {
      override init(): void {
        names.push(this.getServletName());
      }
    }
    const servlet = new Named();
    void initServlet(servlet, config);
    expect(names).toEqual(['shop']);
    expect(servlet.getServletConfig()).toBe(config);
  });

  it('is handed to a servlet that is not ours as well', () => {
    const given: ServletConfig[] = [];
    const foreign = { init: (own: ServletConfig) => void given.push(own) } as unknown as Servlet;
    void initServlet(foreign, config);
    expect(given).toEqual([config]);
  });
});
