// Jobs as tasks of Ansible: the script as a file, and a line of cron for each schedule. Pure.
import { Document, isMap, isSeq, Scalar, visit } from 'yaml';
import { cronFieldsOf } from './cron-fields.ts';
import {
  type ExportedFile,
  type ExportedJob,
  environmentOf,
  keptByCron,
  mark,
  placeOf,
  quoted,
  remarksOf,
  scheduleRemarks,
  wordOf,
} from './exported.ts';

interface Task {
  remarks: string[];
  task: Record<string, unknown>;
}

export function ansibleOf(jobs: readonly ExportedJob[]): ExportedFile[] {
  const tasks = jobs.flatMap(tasksOf);
  const document = new Document(tasks.map(({ task }) => task));
  const items: readonly unknown[] = isSeq(document.contents) ? document.contents.items : [];
  for (const [i, item] of items.entries()) if (isMap(item)) item.commentBefore = commentOf(tasks[i]?.remarks ?? []);
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      if (/\{[{%#]/.test(node.value)) node.tag = '!unsafe'; // else Jinja would read it
      if (node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
  });
  const text = document.toString({ lineWidth: 0 });
  return [
    { path: 'tasks.yml', text: `${mark} as become: true where the login is another; cron catches up nothing that was missed\n${text}` },
  ];
}

function commentOf(remarks: readonly string[]): string {
  return remarks.map((remark) => ` djcron: ${remark}`).join('\n');
}

function tasksOf(job: ExportedJob): Task[] {
  const { name, definition } = job;
  const script = definition.script.text ?? '';
  const place = placeOf(name);
  const copy = {
    remarks: remarksOf(job, ['fanout', 'connectTimeout', 'samples']),
    task: {
      name: `script of ${name}`,
      'ansible.builtin.copy': { dest: place, mode: '0755', content: script.startsWith('#!') ? script : `#!/bin/sh\n${script}` },
    },
  };
  return [copy, ...definition.schedules.map((_, i) => cronTask(job, i, place))];
}

function cronTask({ name, definition }: ExportedJob, position: number, place: string): Task {
  const entry = definition.schedules[position];
  if (entry === undefined) throw new Error(`no schedule ${position}`);
  const own = definition.schedules.length === 1 ? name : `${name} ${entry.name ?? position + 1}`;
  const fields = cronFieldsOf(entry);
  const unkept = scheduleRemarks(entry, keptByCron(entry));
  if (fields === null) {
    const what = wordOf(entry);
    return {
      remarks: [...unkept, `cron has no way to say ${what}`],
      task: { name: `${own} has no line in cron`, 'ansible.builtin.debug': { msg: what } },
    };
  }
  const [minute, hour, day, month, weekday] = fields.text.split(' ');
  const zone =
    fields.timezone === null
      ? 'in the zone of the host; in djcron it was that of its computer'
      : `in djcron in the zone ${fields.timezone}; here in that of the host`;
  return {
    remarks: [...unkept, zone, ...(fields.remark === null ? [] : [fields.remark])],
    task: {
      name: own,
      'ansible.builtin.cron': {
        name: own,
        minute,
        hour,
        day,
        month,
        weekday,
        ...(definition.script.runAs === undefined ? {} : { user: definition.script.runAs }),
        job: jobLine(definition, place),
      },
    },
  };
}

/** Variables go along in the line: those of a crontab would be for all its lines. */
function jobLine(definition: ExportedJob['definition'], place: string): string {
  const directory = definition.script.workingDirectory;
  const env = [...environmentOf(definition)].map(([name, value]) => `${name}=${quoted(value)}`);
  const line = `${directory === undefined ? '' : `cd ${quoted(directory)} && `}${env.length === 0 ? '' : `env ${env.join(' ')} `}${place}`;
  return line.replaceAll('%', '\\%');
}
