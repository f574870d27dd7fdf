// The fleet at one glance: counts by health that lead to their hosts, and one cell a host, worst first.
import { Link } from '@tanstack/react-router';
import type { Host } from '../../../shared/contract/hosts.ts';
import { Panel } from '../../parts/panel.tsx';
import { familyClass, StateGlyph, StateMark } from '../../parts/state-mark.tsx';
import { lookOf } from '../../parts/states.ts';
import { compareNames } from '../../parts/table-moves.ts';
import { Ago } from '../../parts/time.tsx';
import styles from './overview.module.css';

const order = ['down', 'degraded', 'unknown', 'up'] as const;
const mostCells = 300;

export function FleetPanel({ hosts }: { hosts: readonly Host[] }) {
  const counts = order
    .map((state) => ({ state, count: hosts.filter((host) => host.health.state === state).length }))
    .filter(({ count }) => count > 0);
  const checked = hosts.map((host) => host.health.checkedAt ?? '').reduce((a, b) => (a > b ? a : b), '');
  return (
    <Panel
      title="Fleet"
      count={hosts.length}
      more={
        checked === '' ? (
          'never tested'
        ) : (
          <span>
            last seen <Ago at={checked} />
          </span>
        )
      }
    >
      <div className={styles.fleetCounts}>
        {counts.map(({ state, count }) => (
          <Link key={state} to="/hosts" search={{ q: `health:${state}` }}>
            <StateMark state={state} word={`${count} ${lookOf(state).word}`} />
          </Link>
        ))}
      </div>
      {hosts.length <= mostCells ? <Cells hosts={hosts} /> : <Bars counts={counts} />}
    </Panel>
  );
}

/** For the mouse only: keyboard and screen readers take the counts above and the list of hosts. */
function Cells({ hosts }: { hosts: readonly Host[] }) {
  const sorted = hosts.toSorted((a, b) => order.indexOf(a.health.state) - order.indexOf(b.health.state) || compareNames(a.name, b.name));
  return (
    <div className={styles.cells} aria-hidden="true">
      {sorted.map((host) => {
        const look = lookOf(host.health.state);
        return (
          <Link
            key={host.name}
            to="/hosts/$name"
            params={{ name: host.name }}
            tabIndex={-1}
            className={`${styles.cell} ${familyClass(look.family)}`}
            title={`${host.name}, ${look.word}${host.health.detail === null ? '' : `: ${host.health.detail}`}`}
          >
            <StateGlyph glyph={look.glyph} size={11} />
          </Link>
        );
      })}
    </div>
  );
}

function Bars({ counts }: { counts: readonly { state: string; count: number }[] }) {
  return (
    <div className={styles.bars} aria-hidden="true">
      {counts.map(({ state, count }) => (
        <span
          key={state}
          className={familyClass(lookOf(state).family)}
          style={{ flexGrow: count }}
          title={`${count} ${lookOf(state).word}`}
        />
      ))}
    </div>
  );
}
