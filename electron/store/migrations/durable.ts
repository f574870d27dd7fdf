// Executions that are found again, output with a middle left out, packed or removed.
export const durable: readonly string[] = [
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
];
