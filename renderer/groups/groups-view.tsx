// The run as groups of hosts that came to the same: the reference on top, then the largest; what one of them is at the right.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Groups } from '../../shared/contract/groups.ts';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import { Empty, Failure, Loading } from '../parts/feedback.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { countOf } from '../run/counting.ts';
import { HostsList } from '../run/hosts-list.tsx';
import { useExecutions } from '../view/run-query.ts';
import type { RunViewProps } from '../view/run-view.ts';
import { type FoldChoice, useFoldChoice } from './fold-choice.ts';
import { FoldSwitches } from './fold-switches.tsx';
import { type DetailKind, GroupDetail, kindOf } from './group-detail.tsx';
import { GroupList } from './group-list.tsx';
import { type GroupRow, keysInOrder, movesIn, rowOfHost, rowsOf, settle } from './group-rows.ts';
import styles from './groups.module.css';

export function GroupsView(props: RunViewProps) {
  const [choice, setChoice] = useFoldChoice();
  const groups = useQuery({
    ...api.runs.groups.queryOptions({ input: { id: props.run.id, normalisers: [...choice.normalisers], similar: choice.similar } }),
    placeholderData: (before) => before, // of other switches, until the new ones are here
  });
  if (groups.isError) return <Failure error={groups.error} retry={() => void groups.refetch()} />;
  if (groups.data === undefined) return <Loading rows={8} label="Folding the hosts" />;
  const key = `${choice.normalisers.join()} ${choice.similar}`;
  return <Folded key={key} {...props} groups={groups.data} choice={choice} onChoice={setChoice} />;
}

interface FoldedProps extends RunViewProps {
  groups: Groups;
  choice: FoldChoice;
  onChoice: (choice: FoldChoice) => void;
}

function Folded({ groups, choice, onChoice, ...props }: FoldedProps) {
  const { named, host, selected, onSelect, go } = props;
  const executions = useExecutions(named);
  const { standing, moves, sort, touch } = useStanding(groups);
  const rows = useMemo(() => rowsOf(groups, standing), [groups, standing]);
  const [chosen, setChosen] = useChosen(groups, rows, host);
  const [kind, setKind] = useState<DetailKind>('diff');
  const row = rows.find(({ key }) => key === chosen);
  const choose = (next: GroupRow) => {
    setChosen(next.key);
    if (next.type === 'group' && !next.group.names.includes(host ?? '')) go({ host: next.group.host });
  };
  const open = (next: GroupRow) => {
    if (next.type === 'group') go({ host: next.group.host, view: 'output' });
  };
  const flip = () => row?.type === 'group' && setKind(kindOf(row.group, kind) === 'diff' ? 'output' : 'diff');
  useShortcuts('Groups', [{ keys: 'd', title: 'Difference from the reference, or the output', run: flip }]);
  if (rows.length === 0) return <Empty title="This run has no hosts">Its target named none.</Empty>;
  return (
    <div className={styles.view}>
      <div className={styles.list}>
        <div className={styles.tools}>
          <FoldSwitches choice={choice} onChoice={onChoice} />
          {moves > 0 && (
            <button type="button" className={styles.moves} onClick={sort}>
              {countOf(moves, 'group')} moved – sort
            </button>
          )}
        </div>
        {groups.basis === 'ends' && (
          <p className={styles.note}>Told apart by how they ended only: the output went before it was compared.</p>
        )}
        <GroupList run={props.run.id} {...{ rows, chosen, selected, onSelect }} onChoose={choose} onOpen={open} onTouch={touch} />
      </div>
      {row?.type === 'group' && (
        <GroupDetail {...props} {...{ executions, kind }} group={row.group} normalisers={groups.normalisers} onKind={setKind} />
      )}
      {row?.type === 'unfinished' && <Unfinished {...props} executions={executions} />}
      {row?.type === 'comparing' && (
        <Empty title={`The output of ${countOf(row.count, 'host')} is being compared`}>
          It is long; they come into a group by themselves.
        </Empty>
      )}
    </div>
  );
}

/** Those that wait or run, with the last line of each as it comes. */
function Unfinished({ run, executions, host, selected, onSelect, go }: RunViewProps & { executions: readonly Execution[] }) {
  const open = executions.filter(({ state }) => !isFinal(state));
  return (
    <section className={styles.detail} aria-label="Hosts that have not ended">
      <HostsList run={run.id} executions={open} chosen={host} onChoose={(name) => go({ host: name })} {...{ selected, onSelect }} />
    </section>
  );
}

/** The order of the rows. It changes when the reader wants it, or at the end of the run when nobody is at the list. */
function useStanding(groups: Groups) {
  const order = useMemo(() => keysInOrder(groups.groups), [groups]);
  const [base, setBase] = useState<readonly string[]>(order);
  const touched = useRef(false);
  const standing = useMemo(() => settle(base, order), [base, order]);
  useEffect(() => setBase((before) => (before.join() === standing.join() ? before : standing)), [standing]);
  useEffect(() => {
    if (groups.complete && !touched.current) setBase(order);
  }, [groups.complete, order]);
  return {
    standing,
    moves: movesIn(standing, order),
    sort: () => setBase(order),
    touch: (on: boolean) => {
      touched.current = on;
    },
  };
}

/** The row that is looked at: of the host looked at, until another is chosen; it never changes because hosts end. */
function useChosen(groups: Groups, rows: readonly GroupRow[], host: string | null): [string | null, (key: string) => void] {
  const [chosen, setChosen] = useState(() => rowOfHost(groups, host));
  const [of, setOf] = useState(host);
  if (of !== host) {
    setOf(host);
    setChosen(rowOfHost(groups, host) ?? chosen);
  }
  const there = rows.some(({ key }) => key === chosen);
  return [there ? chosen : (rowOfHost(groups, host) ?? rows[0]?.key ?? null), setChosen];
}
