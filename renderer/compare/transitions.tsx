// Hosts that did not end as before, those that failed now first.
import type { Comparison } from '../../shared/contract/compare.ts';
import { RunLink } from '../parts/links.tsx';
import { Panel } from '../parts/panel.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './compare.module.css';
import { endWords, type Transition, transitionWords } from './compare-words.ts';

/** More are not looked at one by one. */
const shown = 200;

export function Transitions({ comparison }: { comparison: Comparison }) {
  const { transitions, both } = comparison;
  return (
    <Panel title="How hosts ended" count={transitions.length} more={transitions.length === 0 ? undefined : `of ${both} in both runs`} flush>
      {transitions.length === 0 ? (
        <p className={styles.nothing}>
          {both === 0 ? 'No host is in both runs.' : `All ${both} hosts that are in both runs ended as before.`}
        </p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
              <th scope="col">Which is</th>
            </tr>
          </thead>
          <tbody>
            {transitions.slice(0, shown).map((transition) => (
              <Row key={transition.host} transition={transition} before={comparison.before.id} after={comparison.after.id} />
            ))}
          </tbody>
        </table>
      )}
      {transitions.length > shown && <p className={styles.nothing}>and {transitions.length - shown} more</p>}
    </Panel>
  );
}

function Row({ transition, before, after }: { transition: Transition; before: string; after: string }) {
  const { host, kind } = transition;
  const end = (run: string, ending: Transition['before']) => (
    <RunLink id={run} host={host}>
      <StateMark state={ending.state} word={endWords(ending)} />
    </RunLink>
  );
  return (
    <tr>
      <th scope="row">
        <code>{host}</code>
      </th>
      <td>{end(before, transition.before)}</td>
      <td>{end(after, transition.after)}</td>
      <td className={kind === 'broke' ? styles.strong : 'dim'}>{transitionWords[kind]}</td>
    </tr>
  );
}
