// What was asked in another way: parameters, target and the like, and the definition line by line.
import type { Comparison } from '../../shared/contract/compare.ts';
import { DiffView } from '../editor/diff-view.tsx';
import { Panel } from '../parts/panel.tsx';
import styles from './compare.module.css';

export function Asked({ comparison }: { comparison: Comparison }) {
  const { params, settings, definition } = comparison;
  const changed = [
    ...params.map((one) => ({ ...one, what: `parameter ${one.name}` })),
    ...settings.map((one) => ({ ...one, what: one.name })),
  ];
  const nothing = changed.length === 0 && !definition.changed;
  return (
    <Panel title="What was asked" count={changed.length + (definition.changed ? 1 : 0)} flush={changed.length > 0 || nothing}>
      {nothing && <p className={styles.nothing}>The same parameters, target and {definition.what === 'job' ? 'job file' : 'script'}.</p>}
      {changed.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ what, before, after }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>
                  <Value text={before} />
                </td>
                <td>
                  <Value text={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {definition.changed && (
        <div className={changed.length > 0 ? styles.below : undefined}>
          <h3 className={styles.subtitle}>{definition.what === 'job' ? 'Job file' : 'Script'}</h3>
          <DiffView
            before={definition.before ?? ''}
            after={definition.after ?? ''}
            label={definition.what === 'job' ? 'Changes of the job file' : 'Changes of the script'}
          />
        </div>
      )}
    </Panel>
  );
}

function Value({ text }: { text: string | null }) {
  if (text === null) return <span className="faint">not there</span>;
  return text === '' ? <span className="faint">empty</span> : <code className={styles.value}>{text}</code>;
}
