// Schedules with their ledger, attempts, chains.
export const schedules: readonly string[] = [
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
];
