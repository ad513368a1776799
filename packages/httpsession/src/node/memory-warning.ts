import { MemoryStore } from '../store/memory-store.ts';
import type { SessionStore } from '../store/store.ts';

let hasWarned = false;

/**
 * Warns, once in a process, when sessions are kept in memory in production and nobody has said that this
 * is meant: it works until the first restart, or the second process.
 */
export function warnOfMemory(store: SessionStore | 'memory' | undefined): void {
  const isMeant = store !== undefined && !(store instanceof MemoryStore);
  if (hasWarned || isMeant || process.env['NODE_ENV'] !== 'production') return;
  hasWarned = true;
  process.emitWarning(
    'Sessions are kept in the memory of this process: they are lost when it restarts, and other ' +
      'processes do not have them. Give the option store a store that outlives the process; or, if ' +
      "memory is what you want, say store: 'memory'",
    {
      type: 'HttpSessionWarning',
      code: 'HTTPSESSION_MEMORY_STORE',
      detail: 'Shown once, with NODE_ENV=production; see docs/reference/options.md',
    },
  );
}
