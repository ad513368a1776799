import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pinned } from './child.mjs';

const run = promisify(execFile);
const LUA = fileURLToPath(new URL('wrk.lua', import.meta.url));
const FALLBACK = fileURLToPath(new URL('node-load.mjs', import.meta.url));

/** wrk's own words about its version, or undefined where it is not installed. */
export const wrkVersion = spawnSync('wrk', ['--version'], { encoding: 'utf8' })
  .stdout?.split('\n')[0]
  ?.split(' ')
  .slice(0, 2)
  .join(' ');

/**
 * @typedef {object} Load
 * @property {number} port
 * @property {string} path
 * @property {string} cookies file of cookies, one a line, or '-' for none
 * @property {number} seconds
 * @property {number} connections
 * @property {number | undefined} core
 */

/**
 * Keeps every connection busy for a while: each sends its next request when it has its answer.
 * Without wrk, a generator of our own does, which is slower than the servers that it measures.
 * @param {Load} load
 * @param {AbortSignal} [signal] ends the load early; it has no result then
 */
export async function generate({ port, path, cookies, seconds, connections, core }, signal) {
  const url = `http://127.0.0.1:${port}`;
  const [program, args] =
    wrkVersion === undefined
      ? [
          process.execPath,
          [FALLBACK, String(port), String(seconds), String(connections), path, cookies],
        ]
      : ['wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', LUA, url, '--', path, cookies]];
  const { stdout } = await run(...pinned(core, program, args), { signal });
  return parseResult(stdout);
}

/**
 * Reads the generator's line. A round with an error is no measurement.
 * @param {string} output
 * @returns {{ requests: number, micros: number, p99Micros: number }}
 */
export function parseResult(output) {
  const line = output.split('\n').find((text) => text.startsWith('result '));
  if (line === undefined)
    throw new Error(`no result in what the load generator printed:\n${output}`);
  const { errors, ...result } = JSON.parse(line.slice('result '.length));
  if (errors > 0) throw new Error(`${errors} of ${result.requests} requests failed`);
  if (result.requests === 0) throw new Error('the load generator got no answer');
  return result;
}
