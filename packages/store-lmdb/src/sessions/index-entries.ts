import type { LeftKind } from '../file/leftovers.ts';
import {
  headKey,
  keyPart,
  principalKey,
  uidKey,
  type EntryKey,
  type Read,
} from '../format/entry-keys.ts';
import { decodeHead, type Head } from '../format/head.ts';

/** Places in the indexes of sessions that were removed without having been read. */
export const LEFT_IN_INDEXES: readonly LeftKind[] = [
  { letter: 'u', isLeft: isLeftUid },
  { letter: 'p', isLeft: isLeftPrincipal },
];

/** Whether an entry of the index of uids leads to no session of that uid. */
function isLeftUid(key: EntryKey, read: Read): boolean {
  return leadsNowhere(key, read, ({ uid }) => key === uidKey(keyPart(uid)));
}

/** Whether an entry of the index of principals leads to no session that has its place there. */
function isLeftPrincipal(key: EntryKey, read: Read): boolean {
  return leadsNowhere(
    key,
    read,
    ({ key: session, principal, createdAt }) =>
      principal !== undefined &&
      key === principalKey(keyPart(principal), createdAt, keyPart(session)),
  );
}

function leadsNowhere(key: EntryKey, read: Read, isPlaceOf: (head: Head) => boolean): boolean {
  const part = read(key)?.toString('latin1');
  if (part === undefined) return false;
  const bytes = read(headKey(part));
  if (bytes === undefined) return true;
  try {
    return !isPlaceOf(decodeHead(bytes));
  } catch {
    // A process of another version may be able to read it.
    return false;
  }
}
