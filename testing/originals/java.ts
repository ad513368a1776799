import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program in Java that serves an application. */
export interface JavaProgram {
  /** The folder that the others are in. */
  readonly folder: string;
  /** The folders with its sources. */
  readonly sources: readonly string[];
  readonly jars: readonly string[];
  readonly mainClass: string;
  /** Its arguments; gets a temporary folder to live in. */
  readonly args: (base: string) => readonly string[];
}

/** A server that runs. */
export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Compiles a program and starts it. It prints its port when it serves, and ends when its input does.
 */
export async function startJava(program: JavaProgram): Promise<Running> {
  const base = await mkdtemp(join(tmpdir(), 'httpsession-original-'));
  const classes = join(base, 'classes');
  const classPath = [classes, ...program.jars].join(delimiter);
  const sources = await Promise.all(
    program.sources.map((folder) => javaIn(join(program.folder, folder))),
  );
  await run('javac', ['-d', classes, '-classpath', classPath, ...sources.flat()]);
  const options = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-classpath', classPath];
  const server = spawn('java', [...options, program.mainClass, ...program.args(base)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const [printed] = (await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(() => {
      throw new Error(`${program.mainClass} ended before it listened:\n${log}`);
    }),
  ])) as [Buffer];
  return {
    port: Number(printed.toString()),
    async close() {
      const ended = once(server, 'exit');
      server.stdin.end();
      await ended;
      await rm(base, { recursive: true, force: true });
    },
  };
}

async function javaIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith('.java')).map((file) => join(folder, file));
}
