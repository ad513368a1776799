import type { StoreGuardOptions } from 'httpsession';
import type { SqlStoreOptions } from './options.ts';

/** What an application may say of the calls. */
export type CallOptions = Pick<SqlStoreOptions, 'timeoutMs' | 'maxPending' | 'breaker'>;

/** The same for a `StoreGuard`, which has its own defaults and checks them. */
export function guardOptions({ maxPending, breaker }: CallOptions): Partial<StoreGuardOptions> {
  return {
    ...(maxPending === undefined ? {} : { maxPending }),
    ...(breaker === undefined ? {} : { breaker }),
  };
}
