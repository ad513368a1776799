import { attributes } from './hand-written/attributes.ts';
import type { Scripts } from './hand-written/builders.ts';
import { commits } from './hand-written/commits.ts';
import { hooks } from './hand-written/hooks.ts';
import { lifecycle } from './hand-written/lifecycle.ts';
import { orders } from './hand-written/orders.ts';
import { timed } from './hand-written/times.ts';
import { tracking } from './hand-written/tracking.ts';
import { encoding } from './hand-written/urls.ts';

/** Scripts written by hand, by what they are about. */
export const handWritten: Readonly<Record<string, Scripts>> = {
  lifecycle,
  attributes,
  tracking,
  'commits and id changes': commits,
  'orders of creating, renaming, ending and committing': orders,
  'listeners that act': hooks,
  'encoding of URLs': encoding,
  'times and expiry': timed,
};
