// The walls of the house, as data: who may import whom, which powers are granted where, how files are named and how long
// they may be. A rule that is broken names the file, the line and the rule.
import { describe, expect, it } from 'vitest';
import { findCycle, type Import, listFiles, readSource, type Source } from './support/sources.ts';

/** First match wins; a room is a path prefix or one file. */
const rooms = [
  'shared/model',
  'shared/contract',
  'shared/errors.ts',
  'shared',
  'renderer',
  'electron/shell',
  'electron/core',
  'electron/store',
  'electron/import',
  'electron/export',
  'electron/vault',
  'electron/demo',
  'electron/local',
  'electron/report',
  'electron/notify',
  'electron/runner/messages.ts',
  'electron/runner',
  'electron/cli',
  'electron',
  'test',
] as const;
type Room = (typeof rooms)[number];

/** What each room may import besides itself. `types:` allows types only. There are no other arrows. */
const shared: Room[] = ['shared', 'shared/model', 'shared/contract', 'shared/errors.ts'];
const rules: Record<Room, readonly (Room | `types:${Room}`)[]> = {
  'shared/errors.ts': [],
  'shared/model': ['shared/errors.ts'],
  'shared/contract': shared,
  shared,
  renderer: shared,
  'electron/shell': [...shared, 'electron/core'],
  'electron/core': [
    ...shared,
    'electron/store',
    'electron/import',
    'electron/vault',
    'electron/demo',
    'electron/local',
    'types:electron/report',
    'types:electron/notify',
    'types:electron/runner/messages.ts',
  ],
  'electron/store': shared,
  'electron/import': shared,
  'electron/export': [...shared, 'electron/import'],
  'electron/vault': shared,
  'electron/demo': shared,
  'electron/local': shared,
  'electron/report': shared,
  'electron/notify': shared,
  'electron/runner/messages.ts': ['types:shared/model', 'types:shared/errors.ts'],
  'electron/runner': ['shared/model', 'shared/errors.ts', 'electron/runner/messages.ts'],
  'electron/cli': [
    ...shared,
    'electron',
    'electron/shell',
    'electron/store',
    'electron/import',
    'electron/export',
    'electron/vault',
    'electron/demo',
    'electron/report',
    'electron/runner',
    'electron/runner/messages.ts',
    'types:electron/core',
  ],
  electron: rooms.filter((room) => room.startsWith('electron') || room.startsWith('shared')),
  test: rooms,
};

/** Packages that grant a power, and the only places (path prefixes) that may have it. */
const powers: Record<string, readonly string[]> = {
  electron: ['electron/main.ts', 'electron/shell/window.ts'],
  'better-sqlite3': ['electron/store/', 'test/'],
  ssh2: ['electron/runner/', 'electron/demo/', 'test/'],
  commander: ['electron/cli/', 'electron/cli.ts'],
  pdfmake: ['electron/report/'],
  nodemailer: ['electron/notify/'],
  react: ['renderer/'],
  vitest: ['test/'],
  '@playwright/test': ['test/'],
  'playwright-core': ['test/'],
};

/** Time and chance are ports: these names may not be used here. */
const impure = [
  'Date.now',
  'Math.random',
  'new Date()',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'call randomUUID',
  'call randomBytes',
  'call setTimeout',
  'call setInterval',
];

const sources = listFiles()
  .filter((file) => /\.(ts|tsx|mts|mjs|js|cjs|css|sh|html)$/.test(file) || file === '.ci/run')
  .map(readSource);

function roomOf(file: string): Room | null {
  return rooms.find((room) => file === room || file.startsWith(`${room}/`)) ?? null;
}

function mayImport(from: Room, to: Room, typeOnly: boolean): boolean {
  return from === to || rules[from].includes(to) || (typeOnly && rules[from].includes(`types:${to}`));
}

/** `web/a.ts:3` + what is wrong, for every import that `wrong` objects to. */
function broken(wrong: (source: Source, item: Import) => string | null): string[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((item) => {
      const what = wrong(source, item);
      return what === null ? [] : [`${source.file}:${item.line} ${what}`];
    }),
  );
}

function usesOf(names: readonly string[], inside: (file: string) => boolean): string[] {
  return sources
    .filter((source) => inside(source.file))
    .flatMap((source) => source.uses.filter((use) => names.includes(use.name)).map((use) => `${source.file}:${use.line} ${use.name}`));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('imports', () => {
  it('follow the arrows between the rooms', () => {
    expect(
      broken((source, item) => {
        const from = roomOf(source.file);
        const to = item.file === null ? null : roomOf(item.file);
        if (from === null || to === null || mayImport(from, to, item.typeOnly)) return null;
        return `${from} may not import ${item.typeOnly ? 'types of ' : ''}${to} (${item.file})`;
      }),
    ).toEqual([]);
  });

  it('never run in a ring', () => {
    expect(findCycle(sources)).toBeNull();
  });

  it('of the page of a run, and of all it opens, reach no reader of cron lines', () => {
    const byFile = new Map(sources.map((source) => [source.file, source]));
    const reached = new Set<string>();
    const waiting = ['renderer/pages/run.tsx', 'renderer/start/run-dialog.tsx'];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      for (const item of byFile.get(file)?.imports ?? []) if (!item.typeOnly && item.file !== null) waiting.push(item.file);
    }
    expect(reached.size).toBeGreaterThan(30);
    expect([...reached].filter((file) => /^shared\/model\/schedule\/(cron|words)\.ts$/.test(file))).toEqual([]);
  });

  it('of packages with a power stay where that power is granted', () => {
    expect(
      broken((source, item) => {
        const granted = item.file === null ? powers[packageOf(item.specifier)] : undefined;
        const fine = granted === undefined || granted.some((place) => source.file.startsWith(place));
        return fine ? null : `imports ${item.specifier}`;
      }),
    ).toEqual([]);
  });

  it('of shared/model are zod and the errors only, and what reads cron lines, tells them, or compares lines where that is done', () => {
    const powers: Record<string, string> = {
      'shared/model/schedule/cron.ts': 'cron-parser',
      'shared/model/schedule/words.ts': 'cronstrue',
      'shared/model/fold/line-diff.ts': 'diff',
    };
    const granted = (file: string) => ['zod', powers[file]];
    expect(
      broken((source, item) =>
        source.file.startsWith('shared/model/') && item.file === null && !granted(source.file).includes(item.specifier)
          ? item.specifier
          : null,
      ),
    ).toEqual([]);
  });

  it('bring no Node into shared/ or renderer/', () => {
    expect(
      broken((source, item) =>
        /^(shared|renderer)\/(?!vite\.config\.ts$)/.test(source.file) && /^node:/.test(item.specifier) ? item.specifier : null,
      ),
    ).toEqual([]);
  });
});

describe('powers', () => {
  it('of time and chance are ports in shared/ and electron/core', () => {
    expect(usesOf(impure, (file) => /^(shared|electron\/core)\//.test(file))).toEqual([]);
  });

  it('of waiting are unknown to shared/model', () => {
    expect(usesOf(['await'], (file) => file.startsWith('shared/model/'))).toEqual([]);
  });

  it('of opening SSH connections are in runner/ssh/connect.ts alone', () => {
    expect(usesOf(['new Client'], (file) => file.startsWith('electron/') && file !== 'electron/runner/ssh/connect.ts')).toEqual([]);
  });

  it('of replacing modules in tests are used by nobody', () => {
    expect(usesOf(['vi.mock', 'vi.doMock', 'it.only', 'test.only', 'describe.only'], (file) => file.startsWith('test/'))).toEqual([]);
  });
});

describe('files', () => {
  it('have at most 300 lines', () => {
    const longest = [...sources].sort((a, b) => b.lines - a.lines);
    console.log(`lines  file\n${longest.map(({ lines, file }) => `${String(lines).padStart(5)}  ${file}`).join('\n')}`);
    expect(longest.filter(({ lines }) => lines > 300).map(({ lines, file }) => `${file} has ${lines} lines`)).toEqual([]);
  });

  it('have a name that cannot hold anything', () => {
    const vague = /^(index|utils?|helpers?|common|misc|types?|interfaces?|constants?|manager|service|controller|provider|base|impl)\.[a-z]/;
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
    // `service` is a noun of the command line, `base` what every operation stands on
    const granted = ['renderer/index.html', 'shared/contract/base.ts', 'electron/cli/service/service.ts', 'test/cli/service.test.ts'];
    const names = sources.map(({ file }) => ({ file, name: file.split('/').at(-1) ?? '' }));
    expect(
      names.filter(({ file, name }) => (vague.test(name) || !kebab.test(name)) && !granted.includes(file)).map(({ file }) => file),
    ).toEqual([]);
  });

  it('open with what they do and leave to others, tests aside: those are sentences', () => {
    const programs = sources.filter(({ file }) => /\.(ts|tsx|mjs)$/.test(file) && !/\.(d|test)\.ts$/.test(file));
    expect(programs.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('export by name, configs aside', () => {
    expect(usesOf(['export default'], (file) => !/\.config\.ts$/.test(file))).toEqual([]);
  });

  it('speak of the project only', () => {
    // in pieces, so that this file does not break its own rule
    const foreign = [
      ['', 'work', ''],
      ['', 'root', ''],
    ].map((parts) => parts.join('/'));
    const hosts = [
      ['registry', 'npmjs'],
      ['deb', 'debian', 'org'],
      ['npm', 'pkg', 'github'],
    ].map((parts) => parts.join('.'));
    const pages = ['interface', 'design', 'stack', 'execution', 'security', 'ux', 'mission', 'brief'].map((name) => `${name}${'.md'}`);
    const text = listFiles().filter((file) => !/\.(png|woff2?|ico|icns|jpg|gz)$/.test(file));
    const found = text.map(readSource).flatMap(({ file, text: content }) => {
      const words = [...foreign, ...hosts, ...pages].filter((word) => content.toLowerCase().includes(word));
      return words.map((word) => `${file} speaks of ${word}`);
    });
    expect(found).toEqual([]);
  });
});
