-- Format 1 of the tables of @httpsession/store-sql on MySQL and MariaDB. migrateMysql runs this file; with the client
-- it makes the tables of the default tablePrefix in the present database.
-- All instants are milliseconds since 1970 by the clock of this server; created_at and last_accessed_at alone
-- are by that of the application. Names and principals are bytes: collations take different texts for the same.

-- One row for each session, and for a minute one for each key that a session had before it was renamed.
CREATE TABLE IF NOT EXISTS httpsession_sessions (
  id BIGINT NOT NULL AUTO_INCREMENT,
  -- A former key: the id of the session that had it. All that follows is then empty.
  renamed_to BIGINT,
  version BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL DEFAULT 0,
  last_accessed_at BIGINT NOT NULL DEFAULT 0,
  max_inactive_ms BIGINT NOT NULL DEFAULT 0,
  -- Null: it does not expire.
  expires_at BIGINT,
  -- When takeExpired looks at the row next, never later than expires_at. A request moves expires_at and leaves
  -- this alone, so that no index changes.
  sweep_at BIGINT,
  -- Somebody runs the listeners of the expired session, and has it until then.
  claimed_until BIGINT,
  `key` VARBINARY(1100) NOT NULL,
  uid VARBINARY(255),
  sealed_id MEDIUMBLOB,
  -- The principal or, when that is long, its digest.
  principal_key VARBINARY(255),
  principal MEDIUMBLOB,
  PRIMARY KEY (id),
  UNIQUE KEY httpsession_sessions_key (`key`),
  KEY httpsession_sessions_uid (uid),
  KEY httpsession_sessions_sweep (sweep_at),
  KEY httpsession_sessions_principal (principal_key, created_at, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS httpsession_attributes (
  session_id BIGINT NOT NULL,
  -- The name or, when that is long, its digest.
  name_key VARBINARY(255) NOT NULL,
  name MEDIUMBLOB,
  value LONGBLOB NOT NULL,
  PRIMARY KEY (session_id, name_key),
  CONSTRAINT httpsession_attributes_session FOREIGN KEY (session_id)
    REFERENCES httpsession_sessions (id) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Locks of sessions. A row stays for some minutes after it was released, so that its token can only grow.
CREATE TABLE IF NOT EXISTS httpsession_locks (
  name_key VARBINARY(255) NOT NULL,
  -- The ticket of the holder, greater than that of every earlier one.
  token BIGINT NOT NULL,
  held_until BIGINT NOT NULL,
  PRIMARY KEY (name_key),
  KEY httpsession_locks_held (held_until)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Who asks for a lock, in the order of coming.
CREATE TABLE IF NOT EXISTS httpsession_lock_waiters (
  ticket BIGINT NOT NULL AUTO_INCREMENT,
  -- It waits, and asks again before then. 0: it does not wait.
  alive_until BIGINT NOT NULL,
  name_key VARBINARY(255) NOT NULL,
  PRIMARY KEY (ticket),
  KEY httpsession_lock_waiters_name (name_key, ticket),
  KEY httpsession_lock_waiters_alive (alive_until)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- One row: what the package knows these tables by.
CREATE TABLE IF NOT EXISTS httpsession_meta (
  one BOOLEAN NOT NULL DEFAULT TRUE,
  format INT NOT NULL,
  PRIMARY KEY (one)
) ENGINE = InnoDB;

INSERT IGNORE INTO httpsession_meta (one, format) VALUES (TRUE, 1);
