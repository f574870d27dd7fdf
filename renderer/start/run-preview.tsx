// What a run would execute on each host: the script and how it is started. Fixed values only, nothing to change here.
import type { RunPlan } from '../../shared/contract/run.ts';
import { formatDuration } from '../../shared/model/duration.ts';
import { parameterVariable } from '../../shared/model/parameters.ts';
import { CodeEditor } from '../editor/code-editor.tsx';
import styles from './run-dialog.module.css';

export function RunPreview({ plan }: { plan: RunPlan }) {
  const params = Object.entries(plan.params);
  return (
    <section style={{ minWidth: 0 }}>
      <h3>
        What runs there <span className="caption">by {plan.interpreter}</span>
      </h3>
      <div className={styles.script}>
        <CodeEditor text={plan.script} label="Script that will run" language="script" readOnly />
      </div>
      <p className={styles.how}>
        <span>
          as <strong>{plan.runAs ?? 'each host’s user'}</strong>
        </span>
        <span>
          <strong>{plan.fanout}</strong> at the same time
        </span>
        <span>{plan.timeoutMs === null ? 'no time limit' : `ended after ${formatDuration(plan.timeoutMs)}`}</span>
      </p>
      {params.length > 0 && (
        <p className={styles.how}>
          {params.map(([name, value]) => (
            <code key={name}>
              {parameterVariable(name)}={value}
            </code>
          ))}
        </p>
      )}
    </section>
  );
}
