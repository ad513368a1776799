import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../src/mysql/migrations/index.ts';
import { FORMAT } from '../../src/mysql/schema-check.ts';

const FOLDER = join(import.meta.dirname, '../../sql/mysql');

describe('the SQL files of MySQL', () => {
  it('are what migrateMysql runs', () => {
    const files = readdirSync(FOLDER).sort();
    const texts = files.map((name) => readFileSync(join(FOLDER, name), 'utf8'));
    expect(MIGRATIONS.map((step) => step.sql)).toStrictEqual(texts);
  });

  it('lead from each format to the next, up to that of the store', () => {
    expect(MIGRATIONS.map((step) => step.format)).toStrictEqual(
      Array.from({ length: FORMAT }, (_, index) => index + 1),
    );
  });
});
