import { execFile } from 'node:child_process';
import { chown, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, exists } from './cache-folder.ts';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);

/** How the empty data folder of a database is made, which takes seconds. */
export interface Template {
  /** Names the version and the settings: another name is another folder. */
  readonly name: string;
  readonly user: SystemUser | undefined;
  /** The program and its arguments that fill an existing, empty folder. */
  command(folder: string): readonly string[];
}

/**
 * Copies an empty data folder to `target`, which must not exist. It is made once on a machine and user, and kept
 * below the system's folder for temporary files.
 */
export async function copyTemplate(template: Template, target: string): Promise<void> {
  const cache = await cacheFolder();
  const made = join(cache, template.name);
  if (!(await exists(made))) await make(template, made);
  // A file of gigabytes of zeros, if there is one, stays a hole; the owner stays the owner.
  await run('cp', ['-a', '--reflink=auto', '--sparse=auto', made, target]);
}

async function make(template: Template, made: string): Promise<void> {
  const draft = await mkdtemp(`${made}-`);
  try {
    if (template.user !== undefined) await chown(draft, template.user.uid, template.user.gid);
    const [program = '', ...args] = template.command(draft);
    await run(program, args, {
      ...template.user,
      cwd: draft,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    await rename(draft, made);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process of the tests was faster: its folder is as good.
    if (await exists(made)) return;
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${template.name} was not made:\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}
