/** What we ask of a connection of `mysql2/promise`. */
export interface MysqlConnection {
  /** The connection of `mysql2` itself, if this one wraps it. */
  readonly connection?: object;
  query(statement: MysqlQuery): Promise<[unknown, unknown]>;
  ping(): Promise<unknown>;
  /** Gives it back to the pool. */
  release(): void;
  /** Ends it, and the pool makes another. */
  destroy(): void;
}

/** A statement as `mysql2` takes it. */
export interface MysqlQuery {
  sql: string;
  values: unknown[];
  rowsAsArray: true;
  /** Milliseconds. */
  timeout?: number;
}

/** What we ask of a pool of `mysql2/promise`, or of anything like it. */
export interface MysqlPool {
  getConnection(): Promise<MysqlConnection>;
}
