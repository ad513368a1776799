import type { Difference } from './compare.ts';
import { aboveRoot } from './differences/above-root.ts';
import { accessOfRefused } from './differences/access-of-refused.ts';
import { changeAfterCommit } from './differences/change-after-commit.ts';
import { cookieOfTheDead } from './differences/cookie-of-the-dead.ts';
import { encodeBlank } from './differences/encode-blank.ts';
import { encodeDots } from './differences/encode-dots.ts';
import { encodeNetworkPath } from './differences/encode-network-path.ts';
import { encodeNoPath } from './differences/encode-no-path.ts';
import { encodeNull } from './differences/encode-null.ts';
import { readableWhileUnbinding } from './differences/readable-while-unbinding.ts';
import { encodeReplaces } from './differences/encode-replaces.ts';
import { newUntilJoined } from './differences/new-until-joined.ts';
import { replacedValue } from './differences/replaced-value.ts';
import { requestedAfterChange } from './differences/requested-after-change.ts';
import { requestedOfDeadCookies } from './differences/requested-of-dead-cookies.ts';
import { twoLiveCookies } from './differences/two-live-cookies.ts';
import { unbindingOrder } from './differences/unbinding-order.ts';
import { unboundThrows } from './differences/unbound-throws.ts';
import { unboundValue } from './differences/unbound-value.ts';

/**
 * The closed table, in the order in which it is applied: first what changes the names of ids, and
 * the order of attributes before what can be read of those that are left.
 */
export const differences: readonly Difference[] = [
  twoLiveCookies,
  changeAfterCommit,
  requestedAfterChange,
  requestedOfDeadCookies,
  cookieOfTheDead,
  unboundThrows,
  replacedValue,
  unboundValue,
  unbindingOrder,
  readableWhileUnbinding,
  accessOfRefused,
  encodeNull,
  encodeNoPath,
  encodeNetworkPath,
  encodeReplaces,
  encodeDots,
  encodeBlank,
  aboveRoot,
  newUntilJoined,
];
