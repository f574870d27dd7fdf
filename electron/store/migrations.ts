// The schema, as numbered steps that are only ever appended. `user_version` counts the steps a database has taken.

export const migrations: readonly string[] = [
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
  `
  -- where to go on after a restart: bytes taken of the host's sample file; whether something of it may lie on its host;
  -- whether it is to be cancelled
  ALTER TABLE executions ADD COLUMN sample_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE executions ADD COLUMN spooled INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE executions ADD COLUMN cancel_asked INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX executions_spooled ON executions (host) WHERE spooled = 1;
  `,
  `
  -- beyond its limit the middle of an execution's output is left out: how much of each stream, and where the kept beginning ends
  ALTER TABLE executions ADD COLUMN cut_stdout INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE executions ADD COLUMN cut_stderr INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE executions ADD COLUMN head_chunks INTEGER;
  ALTER TABLE executions ADD COLUMN head_line INTEGER;
  ALTER TABLE executions ADD COLUMN tail_bytes INTEGER NOT NULL DEFAULT 0;

  -- open: may still be written to, or nobody looked at it since; plain: small enough to stay; packed: compressed, with chunks at
  -- their packed_position; removing, removed: gone, with its samples
  ALTER TABLE runs ADD COLUMN output_form TEXT NOT NULL DEFAULT 'open';
  ALTER TABLE runs ADD COLUMN output_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN output_removed_at INTEGER;
  ALTER TABLE runs ADD COLUMN output_removed_why TEXT;
  CREATE INDEX runs_by_work_left ON runs (output_form, id) WHERE output_form IN ('open', 'removing');
  ALTER TABLE chunks ADD COLUMN packed_position INTEGER;
  `,
  `
  ALTER TABLE jobs ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
  -- the entries of the jobs' files, each with the next moment that is not in the ledger; a removed one stays for its rows there
  CREATE TABLE schedules (
    id INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs(id),
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    entry TEXT NOT NULL,
    -- of this computer, when it was planned
    timezone TEXT NOT NULL,
    next_at INTEGER,
    paused_at INTEGER,
    paused_until INTEGER,
    paused_by TEXT,
    removed_at INTEGER,
    UNIQUE (job, name)
  ) STRICT;
  CREATE INDEX schedules_due ON schedules (next_at) WHERE next_at IS NOT NULL AND paused_at IS NULL;
  CREATE INDEX schedules_paused ON schedules (paused_until) WHERE paused_at IS NOT NULL;

  -- the ledger: its key is what keeps a due moment from being run twice
  CREATE TABLE occurrences (
    schedule INTEGER NOT NULL REFERENCES schedules(id),
    due_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    run TEXT,
    decided_at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    last_due_at INTEGER NOT NULL,
    PRIMARY KEY (schedule, due_at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX occurrences_by_time ON occurrences (due_at);
  CREATE INDEX occurrences_by_run ON occurrences (run) WHERE run IS NOT NULL;

  ALTER TABLE runs ADD COLUMN schedule TEXT;
  ALTER TABLE runs ADD COLUMN due_at INTEGER;
  CREATE INDEX runs_unfinished ON runs (job, id) WHERE finished_at IS NULL;
  -- not sent before; and whether its end leaves open that something of it still runs
  ALTER TABLE executions ADD COLUMN not_before INTEGER;
  ALTER TABLE executions ADD COLUMN unproven INTEGER NOT NULL DEFAULT 0;
  -- 1: there is a later attempt
  ALTER TABLE executions ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;

  -- of what it is a consequence, and the run that began that chain
  ALTER TABLE runs ADD COLUMN parent_run TEXT;
  ALTER TABLE runs ADD COLUMN cycle TEXT;
  -- what follows a run, written when that ends
  CREATE TABLE chain_steps (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs(id),
    link TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    started_run TEXT,
    exit_code INTEGER,
    output TEXT,
    started_at INTEGER,
    finished_at INTEGER
  ) STRICT;
  CREATE INDEX chain_steps_by_run ON chain_steps (run);
  CREATE INDEX chain_steps_open ON chain_steps (state) WHERE state IN ('due', 'running');
  -- jobs that wait for others, and the successes of those that they have not used up
  CREATE TABLE chain_parents (
    parent TEXT NOT NULL,
    child TEXT NOT NULL,
    PRIMARY KEY (parent, child)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chain_tokens (
    child TEXT NOT NULL,
    parent TEXT NOT NULL,
    cycle TEXT NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (child, parent, cycle)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- hosts of the run that have not begun wait; kept so that the next engine holds them back too
  ALTER TABLE runs ADD COLUMN held_at INTEGER;
  ALTER TABLE runs ADD COLUMN held_by TEXT;
  CREATE INDEX runs_by_retry ON runs (retry_of) WHERE retry_of IS NOT NULL;
  `,
  `
  -- what an execution wrote, as a digest of its normalised output: made under the default normalisers, by rules of this version
  CREATE TABLE folds (
    execution INTEGER PRIMARY KEY REFERENCES executions(id),
    rules INTEGER NOT NULL,
    digest TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- lines of crontabs on hosts that jobs were made of, as they were read there
  CREATE TABLE cron_lines (
    id INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs(id),
    host TEXT NOT NULL COLLATE NOCASE,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    text TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    UNIQUE (job, host, file, line)
  ) STRICT;
  -- runs that were to comment such a line out or to put it back: it is done where the run's part on that host succeeded, so that
  -- no end of a run has to be waited for here
  CREATE TABLE cron_line_changes (
    line INTEGER NOT NULL REFERENCES cron_lines(id),
    run TEXT NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (line, run)
  ) STRICT, WITHOUT ROWID;
  `,
];
