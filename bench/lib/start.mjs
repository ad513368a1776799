import { fileURLToPath } from 'node:url';
import { Child, pinned } from './child.mjs';
import { jfinalCommand } from './jfinal.mjs';
import { tomcatCommand } from './tomcat.mjs';

const SERVER = fileURLToPath(new URL('server-process.mjs', import.meta.url));

/**
 * The same new space for all, and the largest that V8 gives by itself (in MiB): how far it would grow
 * depends on what a program loaded when it began, and decides how much of it fits into a cache.
 */
const NEW_SPACE = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

/**
 * Starts a subject in a process of its own, on the servers' core, with nothing opened yet.
 * @param {import('../servers/index.mjs').Subject} subject
 * @param {{ serverCore: number }} settings
 */
export function start(subject, { serverCore }) {
  const [program, args] = commandOf(subject);
  return new Child(pinned(serverCore, program, args));
}

function commandOf({ name, runtime }) {
  if (name === 'jfinal') return jfinalCommand();
  if (runtime === 'java') return tomcatCommand(name);
  return [process.execPath, ['--expose-gc', ...NEW_SPACE, SERVER, name]];
}
