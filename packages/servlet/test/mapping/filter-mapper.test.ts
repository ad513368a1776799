import { describe, expect, it } from '@jest/globals';
import { FilterMapper, type FilterMapping } from '../../src/mapping/filter-mapper.ts';

function mapping(filter: string, what: Partial<FilterMapping<string>>): FilterMapping<string> {
  return { filter, dispatches: new Set(['REQUEST']), patterns: [], servletNames: [], ...what };
}

describe('the filters of a request (6.2.4)', () => {
  const mapper = new FilterMapper([
    mapping('byName', { servletNames: ['cart'] }),
    mapping('late', { patterns: ['/shop/*'] }),
    mapping('all', { patterns: ['/*'] }),
    mapping('doubled', { patterns: ['*.do', '/shop/*'], servletNames: [] }),
    mapping('doubled', { servletNames: ['cart'] }),
    mapping('every', { servletNames: ['*'] }),
    mapping('forward', { patterns: ['/*'], dispatches: new Set(['FORWARD']) }),
  ]);

  it('come by pattern in the order of their mappings, then by name, each once', () => {
    const found = ['late', 'all', 'doubled', 'byName', 'every'];
    expect(mapper.filtersFor('REQUEST', '/shop/x.do', 'cart')).toEqual(found);
    expect(mapper.filtersFor('REQUEST', '/shop', 'cart')).toEqual(found);
    expect(mapper.filtersFor('REQUEST', '/shopping', 'other')).toEqual(['all', 'every']);
    expect(mapper.filtersFor('REQUEST', '/x.do', 'other')).toEqual(['all', 'doubled', 'every']);
  });

  it('depend on how the request comes', () => {
    expect(mapper.filtersFor('FORWARD', '/shop/x', 'cart')).toEqual(['forward']);
    expect(mapper.filtersFor('INCLUDE', '/shop/x', 'cart')).toEqual([]);
  });

  it('of a servlet that is called by its name come by name alone', () => {
    expect(mapper.filtersFor('REQUEST', null, 'cart')).toEqual(['byName', 'doubled', 'every']);
    expect(mapper.filtersFor('REQUEST', '/cart', 'cart')).toContain('all');
    expect(mapper.filtersFor('REQUEST', null, 'cart')).not.toContain('all');
  });

  it('are the same list for the same path, however many paths were asked for in between', () => {
    const first = mapper.filtersFor('REQUEST', '/shop/same', 'cart');
    expect(mapper.filtersFor('REQUEST', '/shop/same', 'cart')).toBe(first);
    for (let at = 0; at < 3000; at += 1) mapper.filtersFor('REQUEST', `/p${String(at)}`, 'cart');
    const again = mapper.filtersFor('REQUEST', '/shop/same', 'cart');
    // It was forgotten meanwhile: what clients ask for does not pile up.
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it('of /* alone depend on the servlet and not on the path', () => {
    const forAll = new FilterMapper([
      mapping('all', { patterns: ['/*'] }),
      mapping('cart', { servletNames: ['cart'] }),
    ]);
    const list = forAll.filtersFor('REQUEST', '/a', 'cart');
    expect(list).toEqual(['all', 'cart']);
    expect(forAll.filtersFor('REQUEST', '/b', 'cart')).toBe(list);
    expect(forAll.filtersFor('REQUEST', '/b', 'other')).toEqual(['all']);
  });
});
