// What the run view and crontabs of hosts need: held runs, digests of outputs, lines taken over.
export const runView: readonly string[] = [
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
  `
  -- its output stays, whatever the retention says
  ALTER TABLE runs ADD COLUMN pinned_at INTEGER;
  ALTER TABLE runs ADD COLUMN pinned_by TEXT;
  CREATE INDEX runs_by_time ON runs (created_at, state);
  `,
];
