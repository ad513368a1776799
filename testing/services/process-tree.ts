import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A process and all that it started, itself first. PostgreSQL's backends are sessions of their own: the
 * process group of the server does not have them. Linux only.
 */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap((child) => processTree(child))];
}

/** Sends a signal to a process; false when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    // ESRCH. It is not EPERM, as only processes are asked for that this one started.
    return false;
  }
}

/** Stops a process and all its children; those too that it starts meanwhile. */
export function stopTree(pid: number): void {
  const stopped = new Set<number>();
  for (;;) {
    const others = processTree(pid).filter((each) => !stopped.has(each));
    if (others.length === 0) return;
    for (const each of others) {
      signal(each, 'SIGSTOP');
      stopped.add(each);
    }
  }
}

/** Ends a process and all its children by SIGKILL, and waits until they have gone. */
export async function killTree(pid: number): Promise<void> {
  stopTree(pid);
  const all = processTree(pid);
  for (const each of all) signal(each, 'SIGKILL');
  while (all.some((each) => isAlive(each))) await sleep(5);
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    // The process has ended.
    return [];
  }
}

/**
 * Whether a process still has its ports and files. A zombie has not, once all its threads have ended: the first one
 * may be a zombie before the others.
 */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z' || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}
