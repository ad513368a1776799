import { fileURLToPath } from 'node:url';
import { Child, pinned } from './child.mjs';
import { tomcatCommand } from './tomcat.mjs';

const SERVER = fileURLToPath(new URL('server-process.mjs', import.meta.url));

/**
 * Starts a subject in a process of its own, on the servers' core, with nothing opened yet.
 * @param {import('../servers/index.mjs').Subject} subject
 * @param {{ serverCore: number }} settings
 */
export function start(subject, { serverCore }) {
  const [program, args] =
    subject.runtime === 'java'
      ? tomcatCommand(subject.name)
      : [process.execPath, ['--expose-gc', SERVER, subject.name]];
  return new Child(pinned(serverCore, program, args));
}
