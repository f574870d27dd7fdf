// docs/report.schema.json is the contract of the JSON form; with UPDATE=1 this test writes it anew (npm run format then lays it out).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { report } from '../../shared/model/report/report.ts';
import { projectDir } from '../support/project.ts';

const file = path.join(projectDir, 'docs/report.schema.json');

it('the published schema of reports is that of the contract', () => {
  const schema = { title: 'djcron report', ...z.toJSONSchema(report, { target: 'draft-2020-12' }) };
  if (process.env.UPDATE === '1') writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
