import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, exists } from './cache-folder.ts';

const run = promisify(execFile);

/**
 * A file or folder as a server reaches it that runs as another user: itself or, where others may not pass to it, as in the
 * home of `root`, a copy. Only `root` starts servers as other users.
 */
export async function reachable(path: string): Promise<string> {
  if (process.getuid?.() !== 0 || (await mayOthersPassTo(path))) return path;
  const { mtimeMs } = await stat(path);
  const copy = join(await cacheFolder(), `${Math.trunc(mtimeMs)}-${basename(path)}`);
  if (await exists(copy)) return copy;
  const draft = `${copy}-${randomBytes(6).toString('hex')}`;
  await run('cp', ['-a', '--reflink=auto', path, draft]);
  try {
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process of the tests was faster: its copy is as good.
    if (!(await exists(copy))) throw error;
  }
  return copy;
}

const OTHERS_PASS = 0o001;

async function mayOthersPassTo(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & OTHERS_PASS) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
