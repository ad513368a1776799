import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from 'httpsession';

/** The types that index.ts exports: they are not there any more when it runs. */
function typeNames(): string[] {
  const text = readFileSync(join(import.meta.dirname, '../src/index.ts'), 'utf8');
  return [...text.matchAll(/export type \{([^}]*)\}/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.replace(/^.* as /s, '').trim())
    .filter((name) => name !== '')
    .sort();
}

// A name that appears or goes is a change for users: it belongs into the documentation and CHANGELOG.md.
describe('the public list', () => {
  it('has these values', () => {
    expect(Object.keys(api).sort()).toMatchSnapshot();
  });

  it('has these types', () => {
    expect(typeNames()).toMatchSnapshot();
  });
});
