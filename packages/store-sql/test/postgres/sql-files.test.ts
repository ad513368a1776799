import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../src/postgres/migrations/index.ts';
import { FORMAT } from '../../src/postgres/schema-check.ts';

const FOLDER = join(import.meta.dirname, '../../sql/postgres');

describe('the SQL files of PostgreSQL', () => {
  it('are what migratePostgres runs', () => {
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
