// The form and the YAML editor change the same document, and a form's edit touches nothing else.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lineOf, newJob, type Path, type Value, withValue } from '../../renderer/job/job-document.ts';
import { formOf } from '../../renderer/job/job-form-values.ts';
import { jobDefinition } from '../../shared/model/job.ts';

const file = `# the nightly dump
apiVersion: djcron/v1   # never change
kind: Job
name: backup-db         # unique

description: Dump all   databases
tags: [backup,   "x"]
script:
    text: |   # as the file on the host
        #!/bin/bash
        set -e

        echo "hi"
    runAs: 'postgres'
parameters:
- { name: label, type: string, default: nightly, pattern: '^[a-z0-9-]+$' }   # goes into the name
- name: code
  default: 022
targets: "@db ! db-old"
# the end
`;

/** Lines of the file that an edit took away and put there. */
function change(path: Path, value: Value): { removed: string[]; added: string[] } {
  const before = file.split('\n');
  const after = withValue(file, path, value).split('\n');
  return { removed: before.filter((line) => !after.includes(line)), added: after.filter((line) => !before.includes(line)) };
}

describe('an edit of the form', () => {
  it('changes one line and keeps its quotes', () => {
    expect(change(['script', 'runAs'], 'root')).toEqual({ removed: ["    runAs: 'postgres'"], added: ["    runAs: 'root'"] });
  });

  it('takes a value away with its line', () => {
    expect(change(['script', 'runAs'], undefined)).toEqual({ removed: ["    runAs: 'postgres'"], added: [] });
  });

  it('adds what was not there', () => {
    expect(change(['policies', 'cancel', 'grace'], '5s')).toEqual({
      removed: [],
      added: ['policies:', '    cancel:', '        grace: 5s'],
    });
  });

  it('begins a list where there was none, and ends it with its last item', () => {
    const first = withValue(newJob, ['parameters', 0], { name: 'who', type: 'string' });
    expect(parse(first).parameters).toEqual([{ name: 'who', type: 'string' }]);
    expect(parse(withValue(first, ['parameters', 1], { name: 'level', required: true })).parameters).toHaveLength(2);
    expect(withValue(first, ['parameters', 0], undefined)).toBe(newJob);
  });

  it('writes numbers, truth and lists as such', () => {
    const edits: [Path, Value][] = [
      [['policies', 'fanout'], 5],
      [
        ['policies', 'successCodes'],
        [0, 3],
      ],
      [['mode'], 2],
      [['script', 'env'], { A: '1', B: 'true', C: 'x' }],
    ];
    const changed = parse(edits.reduce((yaml, [path, value]) => withValue(yaml, path, value), newJob));
    expect([changed.policies, changed.mode, changed.script.env]).toEqual([
      { fanout: 5, successCodes: [0, 3] },
      2,
      { A: '1', B: 'true', C: 'x' },
    ]);
  });

  it('takes away what became empty', () => {
    const with5s = withValue(file, ['policies', 'cancel', 'grace'], '5s');
    expect(withValue(with5s, ['policies', 'cancel', 'grace'], undefined)).toBe(file);
  });

  it('writes a script as a block', () => {
    expect(change(['script', 'text'], '#!/bin/sh\nexit 3\n')).toEqual({
      removed: ['        #!/bin/bash', '        set -e', '        echo "hi"'],
      added: ['        #!/bin/sh', '        exit 3'],
    });
  });

  it('keeps a list on one line where it was on one', () => {
    expect(change(['tags'], ['a', '022'])).toEqual({ removed: ['tags: [backup,   "x"]'], added: ['tags: [a, "022"]'] });
  });

  it('leaves numbers as they are written', () => {
    const changed = withValue(file, ['parameters', 1, 'name'], 'mode');
    expect(changed).toContain('  default: 022\n');
  });

  it('quotes text that would be read as something else', () => {
    const texts = ['true', '022', 'null', 'a: b', '- x', '# no', '', ' lead', '@web', '1e3'];
    expect(texts.map((text) => parse(withValue(file, ['description'], text)).description)).toEqual(texts);
  });

  it('holds for every line end of a script', () => {
    const scripts = [
      'one line',
      'one line\n',
      'two\n\n',
      '\n\nlate',
      '  indented\nless\n',
      'tab\there\n',
      'x\n ',
      '#!/bin/sh\n# c: d\n"$x"\n',
    ];
    expect(scripts.map((text) => parse(withValue(file, ['script', 'text'], text)).script.text)).toEqual(scripts);
  });

  it('loses no carriage return or control character of a script, so that they can be told', () => {
    const scripts = ['a\r\nb\r\n', 'bell\u0007\n', '\ufeff#!/bin/sh\n', 'one\rline'];
    expect(scripts.map((text) => formOf(withValue(file, ['script', 'text'], text))?.script.text)).toEqual(scripts);
  });

  it('leaves a text that is no mapping alone', () => {
    expect([withValue('a: [', ['name'], 'x'), withValue('- a', ['name'], 'x')]).toEqual(['a: [', '- a']);
  });
});

describe('the form', () => {
  it('shows what the file holds', () => {
    expect(formOf(file)).toEqual({
      name: 'backup-db',
      description: 'Dump all   databases',
      tags: ['backup', 'x'],
      script: { text: '#!/bin/bash\nset -e\n\necho "hi"\n', file: null, runAs: 'postgres', workingDirectory: '', env: [] },
      parameters: [
        { name: 'label', type: 'string', description: '', default: 'nightly', required: false, pattern: '^[a-z0-9-]+$', choices: [] },
        { name: 'code', type: 'string', description: '', default: '022', required: false, pattern: '', choices: [] },
      ],
      schedules: [],
      targets: '@db ! db-old',
      mode: '',
      policies: {
        fanout: '',
        concurrency: '',
        retries: { limit: '', delay: '', backoff: '', on: [] },
        timeout: '',
        idleTimeout: '',
        connectTimeout: '',
        successCodes: '',
        grace: '',
        samples: '',
        output: '',
        outputLimit: '',
        spoolLimit: '',
        keepRuns: '',
        keepDays: '',
      },
    });
  });

  it('is not there for text that is no mapping', () => {
    expect([formOf('a: ['), formOf('- a'), formOf('')]).toEqual([null, null, null]);
  });

  it('finds the line of a value', () => {
    expect([lineOf(file, ['script', 'runAs']), lineOf(file, ['nothing'])]).toEqual([14, null]);
  });
});

it('a new job is a valid job', () => {
  expect(jobDefinition.safeParse(parse(newJob)).success).toBe(true);
});
