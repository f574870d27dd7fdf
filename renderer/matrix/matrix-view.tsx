// The run as a matrix: every host a cell whose size follows their number, so that a thousand are seen at once.
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { StateFilters } from '../execution/state-filters.tsx';
import { useLastLines } from '../output/last-lines.ts';
import { Empty } from '../parts/feedback.tsx';
import { type StateFilter, shownExecutions } from '../run/host-order.ts';
import { HostsList } from '../run/hosts-list.tsx';
import { useSteady } from '../run/steady.ts';
import { useExecutions } from '../view/run-query.ts';
import type { RunViewProps } from '../view/run-view.ts';
import styles from './matrix.module.css';
import { MatrixGrid, type MatrixGridProps } from './matrix-grid.tsx';
import { type CellKind, cellSizeOf } from './matrix-layout.ts';
import { hostsInOrder, type Order, orders, orderTitles } from './matrix-order.ts';
import { usePaced } from './paced.ts';
import { shortNames } from './short-names.ts';

/** Room for a name. */
const lettersIn: Record<CellKind, number> = { card: 17, tile: 8, cell: 0, dot: 0 };

export function MatrixView({ named, run, host, selected, onSelect, go }: RunViewProps) {
  const executions = useExecutions(named);
  const paced = usePaced(executions);
  const [order, setOrder] = useState<Order>('run');
  // decided when it is asked for: while the run goes on no cell moves by itself
  const [standing, setStanding] = useState(() => hostsInOrder(executions, 'run'));
  const [filter, setFilter] = useState<StateFilter>('all');
  const arrange = (next: Order) => {
    setOrder(next);
    setStanding(hostsInOrder(executions, next));
  };
  const { kind } = cellSizeOf(executions.length);
  const names = useMemo(() => shortNames(standing, lettersIn[kind]), [standing, kind]);
  const choose = useSteady((name: string) => go({ host: name }));
  const open = useSteady((name: string) => go({ host: name, view: 'output' }));
  if (executions.length === 0) return <Empty title="This run has no hosts">Its target named none.</Empty>;
  const arranged = inOrder(paced, standing);
  const moved = order !== 'run' && order !== 'name' && hostsInOrder(executions, order).some((name, i) => name !== arranged[i]?.host);
  const small = kind === 'dot';
  const grid = { run: run.id, executions: arranged, chosen: host, onChoose: choose, onOpen: open, selected, onSelect, names };
  return (
    <div className={small ? `${styles.view} ${styles.beside}` : styles.view}>
      {small && <HostsList run={run.id} {...{ executions, selected, onSelect, filter }} chosen={host} onChoose={choose} />}
      <div className={styles.main}>
        <div className={styles.tools}>
          <StateFilters executions={executions} filter={filter} onFilter={setFilter} />
          <span className={styles.order}>
            {moved && (
              <button type="button" className={styles.again} onClick={() => arrange(order)}>
                Sort again
              </button>
            )}
            <SegmentedControl
              aria-label="Order of the hosts"
              value={order}
              onChange={(next) => arrange(next as Order)}
              data={orders.map((value) => ({ value, label: orderTitles[value] }))}
            />
          </span>
        </div>
        {kind === 'card' ? <LiveGrid {...grid} filter={filter} /> : <StillGrid {...grid} filter={filter} />}
      </div>
    </div>
  );
}

type GridProps = Omit<MatrixGridProps, 'shows' | 'lastLineOf'> & { filter: StateFilter };

/** With the last line of every host as it comes. */
function LiveGrid({ filter, ...props }: GridProps) {
  const lines = useLastLines(props.run);
  return <MatrixGrid {...props} shows={(one) => shownExecutions([one], filter, '').length > 0} lastLineOf={lines.of} />;
}

function StillGrid({ filter, ...props }: GridProps) {
  return <MatrixGrid {...props} shows={(one) => shownExecutions([one], filter, '').length > 0} lastLineOf={nothing} />;
}

const nothing = () => undefined;

function inOrder(executions: readonly Execution[], hosts: readonly string[]): Execution[] {
  const byHost = new Map(executions.map((execution) => [execution.host, execution]));
  return hosts.flatMap((name) => byHost.get(name) ?? []);
}
