-- Format 1 of the tables of @httpsession/store-sql on PostgreSQL. migratePostgres runs this file; with psql it
-- makes the tables of the default tablePrefix in the first schema of the search_path.
-- All instants are milliseconds since 1970 by the clock of this server; created_at and last_accessed_at alone
-- are by that of the application. Names and principals are bytes: text knows no NUL.

-- One row for each session, and for a minute one for each key that a session had before it was renamed.
CREATE TABLE httpsession_sessions (
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- A former key: the id of the session that had it. All that follows is then empty.
  renamed_to bigint,
  version bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL DEFAULT 0,
  last_accessed_at bigint NOT NULL DEFAULT 0,
  max_inactive_ms bigint NOT NULL DEFAULT 0,
  -- Null: it does not expire.
  expires_at bigint,
  -- When takeExpired looks at the row next, never later than expires_at. A request moves expires_at and leaves
  -- this alone, so that no index changes (a HOT update).
  sweep_at bigint,
  -- Somebody runs the listeners of the expired session, and has it until then.
  claimed_until bigint,
  key bytea NOT NULL,
  uid bytea,
  sealed_id bytea,
  -- The principal or, when that is long, its digest.
  principal_key bytea,
  principal bytea,
  CONSTRAINT httpsession_sessions_pkey PRIMARY KEY (id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE UNIQUE INDEX httpsession_sessions_key ON httpsession_sessions (key);
CREATE INDEX httpsession_sessions_uid ON httpsession_sessions (uid) WHERE uid IS NOT NULL;
CREATE INDEX httpsession_sessions_sweep ON httpsession_sessions (sweep_at) WHERE sweep_at IS NOT NULL;
CREATE INDEX httpsession_sessions_principal ON httpsession_sessions (principal_key, created_at, id)
  WHERE principal_key IS NOT NULL;

-- The cascade looks at the rows as they are by then: also at those of an update that was under way.
CREATE TABLE httpsession_attributes (
  session_id bigint NOT NULL,
  -- The name or, when that is long, its digest.
  name_key bytea NOT NULL,
  name bytea,
  -- Null: it was removed while somebody else wrote.
  value bytea,
  CONSTRAINT httpsession_attributes_pkey PRIMARY KEY (session_id, name_key),
  CONSTRAINT httpsession_attributes_session FOREIGN KEY (session_id)
    REFERENCES httpsession_sessions (id) ON DELETE CASCADE
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);

-- Locks of sessions. A row stays for a minute after it was released.
CREATE TABLE httpsession_locks (
  name_key bytea NOT NULL,
  -- Greater than that of every earlier holder.
  token bigint NOT NULL,
  held_until bigint NOT NULL,
  -- The question that took it: who does not hear the answer, and so not the token, gives it back by this.
  taken_by bytea,
  CONSTRAINT httpsession_locks_pkey PRIMARY KEY (name_key)
) WITH (fillfactor = 70);

CREATE SEQUENCE httpsession_tickets;

-- Who waits for a lock, in the order of coming.
CREATE TABLE httpsession_lock_waiters (
  ticket bigint NOT NULL DEFAULT nextval('httpsession_tickets'),
  -- It asks again before then, or has gone.
  alive_until bigint NOT NULL,
  name_key bytea NOT NULL,
  CONSTRAINT httpsession_lock_waiters_pkey PRIMARY KEY (ticket)
) WITH (fillfactor = 70);

CREATE INDEX httpsession_lock_waiters_name ON httpsession_lock_waiters (name_key, ticket);

-- One row: what the package knows these tables by.
CREATE TABLE httpsession_meta (
  one boolean NOT NULL DEFAULT true CHECK (one),
  format integer NOT NULL,
  CONSTRAINT httpsession_meta_pkey PRIMARY KEY (one)
);

INSERT INTO httpsession_meta (format) VALUES (1);
