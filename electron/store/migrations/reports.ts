// Reports that are due at times, and what became of each.

export const reports: readonly string[] = [
  `
  CREATE TABLE report_schedules (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    -- of this computer, when it was planned
    timezone TEXT NOT NULL,
    next_at INTEGER,
    actor TEXT NOT NULL
  ) STRICT;
  CREATE INDEX report_schedules_due ON report_schedules (next_at) WHERE next_at IS NOT NULL;

  -- their ledger: its key is what keeps a due moment from being delivered twice
  CREATE TABLE report_deliveries (
    schedule INTEGER NOT NULL REFERENCES report_schedules(id),
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    -- due moments, this one with them, for which this is the only one
    count INTEGER NOT NULL,
    files TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_try_at INTEGER,
    finished_at INTEGER,
    PRIMARY KEY (schedule, due_at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX report_deliveries_open ON report_deliveries (next_try_at) WHERE next_try_at IS NOT NULL;
  `,
];
