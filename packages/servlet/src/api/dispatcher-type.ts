/** How a request came to a filter or servlet: Java's enum `DispatcherType`. */
export type DispatcherType = 'FORWARD' | 'INCLUDE' | 'REQUEST' | 'ASYNC' | 'ERROR';

/** The constants of Java's enum. */
export const DispatcherType = {
  FORWARD: 'FORWARD',
  INCLUDE: 'INCLUDE',
  REQUEST: 'REQUEST',
  ASYNC: 'ASYNC',
  ERROR: 'ERROR',
} as const;
