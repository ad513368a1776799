import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runSources } from '../../../testing/run-sources.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'faults/not-allowed.ts');

describe('new LmdbStore, for a user who may not write there', () => {
  it('says so, and what to do', async () => {
    const parent = tempFolder();
    chmodSync(parent, 0o755);
    const closed = join(parent, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    const foreign = join(parent, 'foreign');
    mkdirSync(foreign);
    chmodSync(foreign, 0o777);
    await openStore({ path: foreign }).close();
    for (const file of ['data.mdb', 'lock.mdb']) chmodSync(join(foreign, file), 0o400);
    const own = join(parent, 'own');
    mkdirSync(own);
    chmodSync(own, 0o777);

    const folders = [closed, join(closed, 'below'), foreign, own];
    const { stdout } = await run(process.execPath, [...runSources, program, ...folders]);

    const refused = {
      code: 'STORE_LMDB_OPEN',
      message: expect.stringMatching(/<path>: this user may not write there\. Give the folder/),
    };
    expect(JSON.parse(stdout)).toStrictEqual([refused, refused, refused, 'opened']);
  });
});
