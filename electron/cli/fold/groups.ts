// Groups of a run as they are printed: for a person as clush -b does it, for a program as data.
import type { Group, GroupDiff, Groups } from '../../../shared/contract/groups.ts';
import type { Client } from '../engine/connection.ts';
import type { Session } from '../session.ts';
import { showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { diffText } from './diff-text.ts';
import { countedHosts, headerOf, writeOutput } from './group-text.ts';
import type { FoldOptions } from './options.ts';
import { outputOf } from './output.ts';

/** Waits for what is still being compared. */
export async function printGroups(session: Session, client: Client, run: string, options: FoldOptions): Promise<void> {
  const order = { id: run, ...(options.normalise === undefined ? {} : { normalisers: options.normalise }) };
  let groups = await client.runs.groups(order);
  while (groups.comparing.count > 0) groups = await client.runs.groups(order);
  const diffs: Diffs = (group) => client.runs.groupDiff({ ...order, id: groups.run, key: group.key });
  if (session.format === 'table') {
    for (const group of groups.groups) {
      if (options.diff && !group.reference)
        await session.print.out(diffText(groups, group, await diffs(group), session.print.look.colourOut));
      else await printGroup(session, client, groups, group);
    }
  } else await session.print.list(await asData(client, groups, options.diff ? diffs : null), groupView);
  await sayRest(session, groups);
}

type Diffs = (group: Group) => Promise<GroupDiff>;

async function printGroup(session: Session, client: Client, { run, outputRemoved }: Groups, group: Group): Promise<void> {
  const { stdout, stderr } = session.io;
  const { colourOut, colourErr } = session.print.look;
  const wroteOnlyErrors = group.stderrAt === 0 && group.output !== '';
  // Hosts that never ran could write nothing: that their title says why is enough.
  const isSilent = group.output === '' && group.exitCode !== null && !outputRemoved;
  if (!wroteOnlyErrors) await session.print.out(headerOf(group, colourOut, isSilent ? 'no output' : null));
  if (outputRemoved) return;
  const place = { client, run, group };
  await writeOutput(stdout, outputOf(place, 'stdout'), colourOut);
  if (group.stderrAt === group.output.length) return;
  await session.print.err(headerOf(group, colourErr, 'stderr'));
  await writeOutput(stderr, outputOf(place, 'stderr'), colourErr);
}

type GroupData = Group & { diff?: GroupDiff };

const shownBytes = 1 << 20;

/** As they come, with more of the output where it was long, and the diffs when they are wanted. */
async function asData(client: Client, { run, groups, outputRemoved }: Groups, diffs: Diffs | null): Promise<GroupData[]> {
  const data: GroupData[] = [];
  for (const group of groups) {
    const diff = diffs === null || group.reference ? null : await diffs(group);
    const whole = group.truncated && !outputRemoved ? await longer(client, run, group) : group;
    data.push({ ...whole, ...(diff && { diff }) });
  }
  return data;
}

async function longer(client: Client, run: string, group: Group): Promise<Group> {
  const place = { client, run, group };
  const stdout = await beginningOf(outputOf(place, 'stdout'));
  const stderr = await beginningOf(outputOf(place, 'stderr'));
  const between = stdout.text !== '' && stderr.text !== '' && !stdout.text.endsWith('\n') ? '\n' : '';
  const output = stdout.text + between + stderr.text;
  return { ...group, output, stderrAt: stdout.text.length + between.length, truncated: stdout.more || stderr.more };
}

async function beginningOf(pieces: AsyncIterable<{ text: string } | { missing: number }>): Promise<{ text: string; more: boolean }> {
  let text = '';
  for await (const piece of pieces) {
    if ('missing' in piece || text.length >= shownBytes) return { text, more: true };
    text += piece.text;
  }
  return { text, more: false };
}

const groupView: ListView<GroupData> = {
  columns: [
    { name: 'HOSTS', value: (group) => group.hosts },
    { name: 'COUNT', value: (group) => group.count },
    { name: 'STATE', value: (group) => group.state },
    { name: 'EXIT', value: (group) => group.exitCode },
    { name: 'REFERENCE', value: (group) => group.reference },
    { name: 'LINES', value: (group) => group.lines },
    { name: 'ADDED', value: (group) => group.differences?.added ?? null },
    { name: 'REMOVED', value: (group) => group.differences?.removed ?? null },
  ],
  name: (group) => group.hosts,
  empty: 'no groups yet',
};

async function sayRest({ print }: Session, { basis, outputRemoved, unfinished }: Groups): Promise<void> {
  if (outputRemoved) {
    const what = basis === 'ends' ? 'hosts are told apart by how they ended only' : 'what is known is who agreed with whom';
    await print.warn(`the output was removed ${showInstant(outputRemoved.at)} (${outputRemoved.why}): ${what}`);
  }
  if (unfinished.count > 0) await print.talk(`not ended yet: ${countedHosts(unfinished)}`);
}
