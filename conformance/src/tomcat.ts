import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { variants, type Variant } from './script.ts';
import type { Target } from './target.ts';

const run = promisify(execFile);

const JAVA_LIBRARIES = '/usr/share/java';

/**
 * Compiles the Java sources of `folder` and starts them on an embedded Tomcat, in a temporary folder
 * and on a free port.
 */
export async function startTomcat(folder: string, name = 'Tomcat'): Promise<Target> {
  const base = await mkdtemp(join(tmpdir(), 'httpsession-conformance-'));
  const classes = join(base, 'classes');
  const jars = tomcatJars();
  const sources = (await readdir(folder)).filter((file) => file.endsWith('.java'));
  await run('javac', [
    '-d',
    classes,
    '-classpath',
    jars.join(delimiter),
    ...sources.map((source) => join(folder, source)),
  ]);
  const server = spawn(
    'java',
    [
      '-XX:+UseSerialGC',
      // A minute is too short for the optimising compiler to pay.
      '-XX:TieredStopAtLevel=1',
      '-Xmx512m',
      '-classpath',
      [classes, ...jars].join(delimiter),
      'ConformanceServer',
      base,
      ...Object.values(variants).map(contextArgument),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const port = await readPort(server);
  return {
    name,
    port: () => port,
    async close() {
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit');
        // The server stops when its input ends.
        server.stdin?.end();
        await ended;
      }
      await rm(base, { recursive: true, force: true });
    },
  };
}

function tomcatJars(): string[] {
  return readdirSync(JAVA_LIBRARIES)
    .filter((name) => /^tomcat10-embed-[a-z]+\.jar$/.test(name))
    .map((name) => join(JAVA_LIBRARIES, name));
}

/** How `ConformanceServer.java` wants a variant. */
function contextArgument(variant: Variant): string {
  return [
    variant.contextPath,
    variant.modes.join(','),
    variant.cookieName === 'JSESSIONID' ? '-' : variant.cookieName,
    variant.maxAge < 0 ? '-' : String(variant.maxAge),
    variant.sameSite ?? '-',
    variant.secure === undefined ? '-' : String(variant.secure),
  ].join('|');
}

async function readPort(server: ChildProcess): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(Number(output));
    });
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error('Tomcat ended before it listened; its error is above'));
    });
  });
}
