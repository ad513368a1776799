import { join } from 'node:path';
import type { StorePlan } from '../app/plan.ts';
import type { Rehearsal } from '../run/rehearsal.ts';

/** An LMDB store of a rehearsal's own. */
export function lmdbOf(rehearsal: Rehearsal, maxBytes?: number): StorePlan {
  const path = join(rehearsal.folder, 'sessions');
  return { kind: 'lmdb', path, ...(maxBytes !== undefined && { maxBytes }) };
}
