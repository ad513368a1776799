import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { tomcatJars } from '../../../testing/requirements.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** A server that runs. */
export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

/** Compiles the original, and runs it on an embedded Tomcat, in a temporary folder and on a free port. */
export async function startOriginal(): Promise<Running> {
  const base = await mkdtemp(join(tmpdir(), 'httpsession-servlet-app-'));
  const classes = join(base, 'classes');
  const classPath = [classes, ...tomcatJars()].join(delimiter);
  const sources = await Promise.all(['java', 'java-server'].map((folder) => javaIn(folder)));
  await run('javac', ['-d', classes, '-classpath', classPath, ...sources.flat()]);
  const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-classpath', classPath];
  const server = spawn('java', [...java, 'ShopServer', base, join(root, 'webapp')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [printed] = (await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(() => {
      throw new Error('Tomcat ended before it listened; its error is above');
    }),
  ])) as [Buffer];
  return {
    port: Number(printed.toString()),
    async close() {
      const ended = once(server, 'exit');
      // The server stops when its input ends.
      server.stdin.end();
      await ended;
      await rm(base, { recursive: true, force: true });
    },
  };
}

async function javaIn(folder: string): Promise<string[]> {
  const files = await readdir(join(root, folder), { recursive: true });
  return files.filter((file) => file.endsWith('.java')).map((file) => join(root, folder, file));
}
