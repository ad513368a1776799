import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { differences } from '../src/differences.ts';
import { withTable } from '../src/table.ts';

describe('the README', () => {
  it('has the table of differences as it is (npm run conformance -- --table writes it)', () => {
    const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

    expect(withTable(readme, differences).replace(/\s+/g, ' ')).toBe(readme.replace(/\s+/g, ' '));
  });
});
