import { execFile } from 'node:child_process';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';

const run = promisify(execFile);

const root: string = join(import.meta.dirname, '..');

/** One build at a time on this machine: test files run in parallel and share the same output. */
const lock: string = join(
  tmpdir(),
  `httpsession-build-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`,
);

/** A lock older than this was left behind by a run that was killed. */
const STALE_MS = 120_000;

/** How long a test may take that begins with a build. */
export const BUILD_MS = 180_000;

/**
 * Compiles a project of the workspace and all that it refers to, as `npm run build` does. For tests
 * that run a program as its users do. Quick when nothing has changed.
 * @param project the folder of its tsconfig.json, from the root of the workspace
 */
export async function build(project: string): Promise<void> {
  await takeLock();
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '-b', project], { cwd: root });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    throw new Error(`tsc -b ${project} failed:\n${stdout ?? ''}`, { cause: error });
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function takeLock(): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      return;
    } catch {
      // Somebody else builds: wait for that, unless it is nobody any more.
      const since = await stat(lock).catch(() => undefined);
      if (since !== undefined && Date.now() - since.mtimeMs > STALE_MS) {
        await rm(lock, { recursive: true, force: true });
      }
      await sleep(100);
    }
  }
}
