// How two runs held against each other look in a terminal: what changed at a glance, then each kind of change. Pure.
import type { Comparison, OutputChange } from '../../../shared/contract/compare.ts';
import type { DiffLine, GroupDiff } from '../../../shared/contract/groups.ts';
import { diffLines, hunksOf } from '../../../shared/model/fold/line-diff.ts';
import { fields } from '../host/host-view.ts';
import { paint, toneOf } from '../terminal/colour.ts';
import { showElapsed, showInstant } from '../terminal/moment.ts';
import { type TableLook, tableLines } from '../terminal/table.ts';
import { visible } from '../terminal/text.ts';

export function comparisonText(comparison: Comparison, look: TableLook): string[] {
  const { before, after, summary } = comparison;
  return [
    ...fields([
      ['before', sideWords(before)],
      ['after', sideWords(after)],
    ]),
    '',
    visible(summary),
    ...transitionText(comparison, look),
    ...askedText(comparison, look.colour),
    ...durationText(comparison, look),
    ...outputText(comparison, look.colour),
  ];
}

function sideWords({ id, job, jobVersion, state, startedAt, durationMs, hosts }: Comparison['before']): string {
  const what = job === null ? '(command)' : `${job}, version ${jobVersion ?? '-'}`;
  return `${id}  ${what}, ${state}, ${hosts} ${hosts === 1 ? 'host' : 'hosts'}, ${showInstant(startedAt)}, ${showElapsed(durationMs)}`;
}

type Transition = Comparison['transitions'][number];

function transitionText({ transitions }: Comparison, look: TableLook): string[] {
  if (transitions.length === 0) return [];
  const words = ({ state, exitCode }: Transition['before']) =>
    exitCode === null || exitCode === 0 ? state : `${state} (exit ${exitCode})`;
  const columns = [
    { name: 'HOST', value: ({ host }: Transition) => host },
    { name: 'BEFORE', value: (row: Transition) => words(row.before), tone: (row: Transition) => toneOf(row.before.state) },
    { name: 'AFTER', value: (row: Transition) => words(row.after), tone: (row: Transition) => toneOf(row.after.state) },
  ];
  return ['', ...tableLines(transitions, columns, look)];
}

function askedText({ params, settings, definition, added, gone }: Comparison, colour: boolean): string[] {
  const changed = [...params.map((one) => ({ ...one, name: `parameter ${one.name}` })), ...settings];
  const shown = (value: string | null) => (value === null ? 'not there' : JSON.stringify(value));
  return [
    ...(changed.length === 0
      ? []
      : ['', ...fields(changed.map(({ name, before, after }) => [name, `${shown(before)} -> ${shown(after)}`]))]),
    ...(added.names.length === 0 && gone.names.length === 0 ? [] : ['']),
    ...fields([
      ...(added.names.length === 0 ? [] : [['new hosts', added.hosts] as const]),
      ...(gone.names.length === 0 ? [] : [['hosts gone', gone.hosts] as const]),
    ]),
    ...(definition.changed ? ['', definition.what === 'job' ? 'definition:' : 'script:', ...textDiff(definition, colour)] : []),
  ];
}

function textDiff({ before, after }: Comparison['definition'], colour: boolean): string[] {
  const [old, now] = [(before ?? '').split('\n'), (after ?? '').split('\n')];
  const changes = diffLines(old, now);
  if (changes === null) return ['  too different to be told line by line'];
  const hunks = hunksOf(changes, 2).map((hunk) => ({
    lines: hunk.map((change) => ({
      kind: change.kind,
      text: (change.after === null ? old[change.before ?? 0] : now[change.after]) ?? '',
    })),
  }));
  return hunksText(hunks, colour);
}

/** A host that takes so much longer or shorter is worth a line; so many of them. */
const tellingMs = 1000;
const shownDurations = 20;

function durationText({ durations }: Comparison, look: TableLook): string[] {
  const telling = durations.filter(({ beforeMs, afterMs }) => Math.abs(afterMs - beforeMs) >= tellingMs);
  if (telling.length === 0) return [];
  const rows = telling.sort((a, b) => Math.abs(b.afterMs - b.beforeMs) - Math.abs(a.afterMs - a.beforeMs)).slice(0, shownDurations);
  type Row = (typeof rows)[number];
  const change = ({ beforeMs, afterMs }: Row) => `${afterMs > beforeMs ? '+' : '-'}${showElapsed(Math.abs(afterMs - beforeMs))}`;
  const lines = tableLines(
    rows,
    [
      { name: 'HOST', value: ({ host }: Row) => host },
      { name: 'TOOK', value: ({ beforeMs }: Row) => beforeMs, show: ({ beforeMs }: Row) => showElapsed(beforeMs), align: 'right' },
      { name: 'NOW', value: ({ afterMs }: Row) => afterMs, show: ({ afterMs }: Row) => showElapsed(afterMs), align: 'right' },
      { name: 'CHANGE', value: change, align: 'right' },
    ],
    look,
  );
  const more = telling.length - rows.length;
  return ['', ...lines, ...(more > 0 ? [`… and ${more} more hosts`] : [])];
}

function outputText({ output }: Comparison, colour: boolean): string[] {
  if (output.length === 0) return [];
  return [
    '',
    'output:',
    ...output.flatMap((change) => [`${change.hosts} (${change.count}): ${kindWords(change)}`, ...firstText(change, colour)]),
  ];
}

function kindWords({ kind, differences }: OutputChange): string {
  if (kind === 'same') return 'the same';
  return differences === null ? 'not compared' : sizeWords(differences);
}

/** `2 lines added, 1 removed` */
export function sizeWords({ verdict, added, removed, cut }: Pick<GroupDiff, 'verdict' | 'added' | 'removed' | 'cut'>): string {
  if (verdict === 'unavailable') return 'differs; its lines are not there any more, or were not compared';
  if (verdict === 'too-different') return 'too different to be told line by line';
  const beginnings = cut ? ' (of what can be compared)' : '';
  if (added === 0 && removed === 0) return `the same${beginnings}`;
  return `${added} ${added === 1 ? 'line' : 'lines'} added, ${removed} removed${beginnings}`;
}

function firstText({ differences }: OutputChange, colour: boolean): string[] {
  return differences === null ? [] : differences.first.map((line) => lineText(line, colour));
}

export function hunksText(hunks: readonly { lines: readonly Pick<DiffLine, 'kind' | 'text'>[] }[], colour: boolean): string[] {
  return hunks.flatMap(({ lines }, i) => [...(i === 0 ? [] : ['  …']), ...lines.map((line) => lineText(line, colour))]);
}

const marks = { same: ' ', removed: '-', added: '+' } as const;

function lineText({ kind, text }: Pick<DiffLine, 'kind' | 'text'>, colour: boolean): string {
  const line = `  ${marks[kind]} ${visible(text)}`;
  return colour && kind !== 'same' ? paint(line, kind === 'added' ? 'good' : 'bad') : line;
}
