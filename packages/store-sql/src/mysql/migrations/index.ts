import { sessionsSql } from './001-sessions.ts';

/** A step from one format of the tables to the next. */
export interface Migration {
  /** The format that it leaves. */
  readonly format: number;
  /**
   * The same as the file of `sql/mysql`; its tables are those of the default prefix. Each statement may run again:
   * MySQL commits after every one, so that a step may have been left half done.
   */
  readonly sql: string;
}

/** All steps, the first one first. One that was published is never changed. */
export const MIGRATIONS: readonly Migration[] = [{ format: 1, sql: sessionsSql }];
