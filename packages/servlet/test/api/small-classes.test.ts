import { describe, expect, it } from '@jest/globals';
import { IllegalStateException } from 'httpsession';
import {
  type FilterChain,
  type FilterConfig,
  type GenericFilter,
  HttpFilter,
  type HttpServletRequest,
  type HttpServletResponse,
  initFilter,
  MultipartConfigElement,
  ServletException,
  UnavailableException,
} from '../../src/api/index.ts';

describe('the config of a filter', () => {
  const config = { getFilterName: () => 'gate' } as unknown as FilterConfig;

  class Gate extends HttpFilter {
    name = '';
    override init(): void {
      this.name = this.getFilterName();
    }
  }

  it('is not there before the start', () => {
    expect(() => new Gate().getFilterConfig()).toThrow(IllegalStateException);
  });

  it('is there in init, also when that is overridden and takes nothing', () => {
    const gate = new Gate();
    void initFilter(gate, config);
    expect([gate.name, gate.getFilterConfig()]).toEqual(['gate', config]);
  });

  it('is not needed by a filter that has no init', () => {
    const passing = { doFilter: () => undefined };
    expect(initFilter(passing, config)).toBeUndefined();
  });
});

it('lets requests through an HttpFilter that overrides nothing', async () => {
  class Open extends HttpFilter {}
  const request = {} as HttpServletRequest;
  const response = {} as HttpServletResponse;
  const seen: unknown[] = [];
  const chain: FilterChain = {
    doFilter: (...both) => {
      seen.push(...both);
      return Promise.resolve();
    },
  };
  const filter: GenericFilter = new Open();
  await filter.doFilter(request, response, chain);
  expect(seen).toEqual([request, response]);
});

describe('MultipartConfigElement', () => {
  it('has no limits and no memory unless told otherwise', () => {
    const config = new MultipartConfigElement();
    expect([
      config.getLocation(),
      config.getMaxFileSize(),
      config.getMaxRequestSize(),
      config.getFileSizeThreshold(),
    ]).toEqual(['', -1, -1, 0]);
  });

  it('takes null and a threshold below zero as nothing', () => {
    const config = new MultipartConfigElement(null, 1, 2, -3);
    expect([config.getLocation(), config.getFileSizeThreshold()]).toEqual(['', 0]);
  });
});

describe('ServletException', () => {
  it('has its root cause, or null', () => {
    const cause = new Error('disk full');
    expect(new ServletException('failed', cause).getRootCause()).toBe(cause);
    expect(new ServletException('failed').getRootCause()).toBeNull();
    expect(new ServletException().message).toBe('');
  });
});

describe('UnavailableException', () => {
  it.each([
    [undefined, true, -1],
    [30, false, 30],
    [0, false, -1],
    [-5, false, -1],
  ])('with %p seconds: permanent %p, seconds %p', (seconds, isPermanent, told) => {
    const error = new UnavailableException('busy', seconds);
    expect([error.isPermanent(), error.getUnavailableSeconds()]).toEqual([isPermanent, told]);
  });
});
