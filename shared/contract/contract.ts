// All operations, one noun a key. Served as RPC to djcron's own clients and as REST under /api/v1 to everybody else.
import { audit } from './audit.ts';
import { crontabs } from './crontabs.ts';
import { hosts } from './hosts.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { reports } from './reports.ts';
import { runs } from './runs.ts';
import { schedules } from './schedules.ts';
import { system } from './system.ts';
import { targets } from './targets.ts';

export const contract = { hosts, keys, targets, jobs, schedules, crontabs, runs, reports, audit, system };
export type Contract = typeof contract;
