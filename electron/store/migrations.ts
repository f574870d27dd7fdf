// The schema, step by step; `user_version` counts the steps that are done. Steps are only ever appended: a home that has one
// never sees it again.
import { catalog } from './migrations/catalog.ts';
import { durable } from './migrations/durable.ts';
import { reports } from './migrations/reports.ts';
import { runView } from './migrations/run-view.ts';
import { schedules } from './migrations/schedules.ts';

/** New steps go to the end of the last list, or into a list of their own after it. */
export const migrations: readonly string[] = [...catalog, ...durable, ...schedules, ...runView, ...reports];
