import type { Tables } from '../tables.ts';
import { createStatement } from './create.ts';
import { deleteStatement } from './delete.ts';
import { findByPrincipalStatement, findByUidStatement, listStatement } from './listing.ts';
import { loadStatement } from './load.ts';
import { lockStatements, type LockStatements } from './locks.ts';
import type { NoticeChannel } from './notice.ts';
import { renameStatement } from './rename.ts';
import type { Statement } from './statement.ts';
import { takeExpiredStatement } from './take-expired.ts';
import { updateStatement } from './update.ts';

/** All that a `PostgresStore` says to its server. */
export interface Statements {
  readonly create: Statement;
  readonly load: Statement;
  /** A change of attributes. */
  readonly update: Statement;
  /** A change of nothing but the head. */
  readonly touch: Statement;
  readonly rename: Statement;
  readonly delete: Statement;
  readonly takeExpired: Statement;
  readonly list: Statement;
  readonly findByUid: Statement;
  readonly findByPrincipal: Statement;
  readonly locks: LockStatements;
}

/** The statements for these tables, which send notices when there is a channel. */
export function statementsFor(tables: Tables, notices: NoticeChannel | undefined): Statements {
  return {
    create: createStatement(tables),
    load: loadStatement(tables),
    update: updateStatement(tables, { withAttributes: true, notices }),
    touch: updateStatement(tables, { withAttributes: false, notices }),
    rename: renameStatement(tables, notices),
    delete: deleteStatement(tables, notices),
    takeExpired: takeExpiredStatement(tables, notices),
    list: listStatement(tables),
    findByUid: findByUidStatement(tables),
    findByPrincipal: findByPrincipalStatement(tables),
    locks: lockStatements(tables),
  };
}
