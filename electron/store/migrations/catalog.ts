// Hosts, keys, jobs, runs with their executions, output and samples, settings, the audit log.
export const catalog: readonly string[] = [
  `
  CREATE TABLE hosts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    address TEXT NOT NULL,
    port INTEGER NOT NULL,
    user TEXT NOT NULL,
    identity TEXT,
    jump TEXT,
    connect_timeout_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    facts TEXT,
    facts_at INTEGER,
    health TEXT NOT NULL DEFAULT 'unknown',
    health_at INTEGER,
    health_detail TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE host_clusters (
    host INTEGER NOT NULL REFERENCES hosts(id) ON DELETE CASCADE,
    cluster TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (host, cluster)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE host_tags (
    host INTEGER NOT NULL REFERENCES hosts(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (host, key)
  ) STRICT, WITHOUT ROWID;

  -- keys djcron itself trusts for a host
  CREATE TABLE host_keys (
    host INTEGER NOT NULL REFERENCES hosts(id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    accepted_by TEXT NOT NULL,
    PRIMARY KEY (host, key)
  ) STRICT, WITHOUT ROWID;
  -- the key a host showed last, and what it was worth then
  CREATE TABLE seen_keys (
    host INTEGER PRIMARY KEY REFERENCES hosts(id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    trusted_fingerprint TEXT,
    source TEXT,
    first_seen_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    removed_at INTEGER
  ) STRICT;
  CREATE TABLE job_versions (
    job INTEGER NOT NULL REFERENCES jobs(id),
    version INTEGER NOT NULL,
    yaml TEXT NOT NULL,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (job, version)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    job TEXT,
    job_version INTEGER,
    trigger TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL,
    target TEXT NOT NULL,
    params TEXT NOT NULL,
    retry_of TEXT,
    script TEXT NOT NULL,
    order_json TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER
  ) STRICT;
  CREATE INDEX runs_by_job ON runs (job, id);
  CREATE INDEX runs_by_state ON runs (state, id);

  CREATE TABLE executions (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs(id),
    host TEXT NOT NULL COLLATE NOCASE,
    position INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    exit_code INTEGER,
    signal TEXT,
    reason TEXT,
    detail TEXT,
    no_contact_since INTEGER,
    sent_at INTEGER,
    started_at INTEGER,
    finished_at INTEGER,
    stdout_bytes INTEGER NOT NULL DEFAULT 0,
    stderr_bytes INTEGER NOT NULL DEFAULT 0,
    lines INTEGER NOT NULL DEFAULT 0,
    host_key TEXT,
    samples_note TEXT,
    pid INTEGER,
    UNIQUE (run, host, attempt)
  ) STRICT;
  CREATE INDEX executions_by_host ON executions (host, run);
  CREATE INDEX executions_unfinished ON executions (state) WHERE state IN ('queued', 'running');

  -- the bytes lie in one append-only file a run; here is which of them are whose
  CREATE TABLE chunks (
    execution INTEGER NOT NULL REFERENCES executions(id),
    seq INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    at INTEGER NOT NULL,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    stream_offset INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (execution, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX chunks_by_line ON chunks (execution, line, seq);
  CREATE INDEX chunks_by_offset ON chunks (execution, stream, stream_offset);

  CREATE TABLE samples (
    execution INTEGER NOT NULL REFERENCES executions(id),
    at INTEGER NOT NULL,
    host_cpu REAL, host_memory INTEGER, host_memory_total INTEGER, host_load REAL,
    host_rx REAL, host_tx REAL, host_read REAL, host_write REAL,
    cpu REAL, memory INTEGER, disk_read REAL, disk_write REAL, processes INTEGER,
    PRIMARY KEY (execution, at)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    result TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_object ON audit (object, seq);
  CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  -- the end of the chain, so that entries cut off at the end are missed
  CREATE TABLE audit_head (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  INSERT INTO audit_head VALUES (1, 0, '');
  `,
];
