import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Address } from './listen.ts';

/** What `--help` prints. */
export const usage = `Usage: npm start -- [options]

  --port <number>              8080 unless given, or PORT; another one when it is busy
  --host <address>             127.0.0.1 unless given, or HOST
  --session-timeout <minutes>  30 unless given, or SESSION_TIMEOUT; fractions work: 0.05 is 3 seconds
  --data <folder>              where sessions are kept; the state folder of the user unless given, or DATA
  --help                       prints this
`;

/** Everything the command line and the environment can say. */
export interface Options extends Address {
  /** Minutes. */
  readonly sessionTimeout: number;
  /** The folder of the sessions. */
  readonly data: string;
  readonly help: boolean;
}

/** The command line, or the environment variables, or the defaults. Throws an Error that says what is wrong. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: env['PORT'] ?? '8080' },
      host: { type: 'string', default: env['HOST'] ?? '127.0.0.1' },
      'session-timeout': { type: 'string', default: env['SESSION_TIMEOUT'] ?? '30' },
      data: { type: 'string', default: env['DATA'] ?? stateFolder(env) },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    port: readPort(values.port),
    host: values.host,
    sessionTimeout: readNumber('--session-timeout', values['session-timeout']),
    data: values.data,
    help: values.help,
  };
}

/** Where programs of a user keep what is to survive them, by the XDG Base Directory Specification. */
function stateFolder(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'] ?? '';
  return join(state === '' ? join(homedir(), '.local', 'state') : state, 'crumb-shop');
}

function readPort(text: string): number {
  const port = readNumber('--port', text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a whole number from 0 to 65535, not ${text}`);
  }
  return port;
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) {
    throw new Error(`${name} must be a number, not ${JSON.stringify(text)}`);
  }
  return number;
}
