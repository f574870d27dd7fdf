// A command for this once: target, script, run through the same dialog as everything; what was run before is at hand.
import { ActionIcon, Button, NumberInput, TextInput, Tooltip } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Play, X } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { parseDuration } from '../../shared/model/duration.ts';
import { CodeEditor, HiddenCharacters } from '../editor/code-editor.tsx';
import { withUnixLineEnds } from '../editor/hidden-characters.ts';
import { jobOfCommand, offerNewJob } from '../job/new-job.ts';
import { Empty } from '../parts/feedback.tsx';
import { Keys } from '../parts/keys.tsx';
import { RunLink } from '../parts/links.tsx';
import { Page } from '../parts/page.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { Ago } from '../parts/time.tsx';
import { type Command, type PastCommand, useCommand, useHistory, withCommand } from '../start/console-history.ts';
import { openRunDialog } from '../start/open-run.tsx';
import { TargetField } from '../start/target-field.tsx';
import styles from './console.module.css';

export function ConsolePage() {
  const offered = useSearch({ from: '/console' });
  const navigate = useNavigate();
  const [command, setCommand] = useCommand();
  const [history, setHistory] = useHistory();
  const change = (part: Partial<Command>) => setCommand({ ...command, ...part });
  const take = useEffectEvent(() => {
    if (offered.target === undefined && offered.script === undefined) return;
    change({
      ...(offered.target !== undefined && { target: offered.target }),
      ...(offered.script !== undefined && { script: offered.script }),
    });
    void navigate({ to: '/console', search: {}, replace: true });
  });
  useEffect(() => take(), []);

  const timeoutMs = command.timeout === '' ? undefined : parseDuration(command.timeout);
  const problem = problemOf(command, timeoutMs);
  const run = () => {
    if (problem !== null) return;
    openRunDialog({
      adHoc: {
        target: command.target,
        script: command.script,
        runAs: command.runAs || undefined,
        fanout: command.fanout ?? undefined,
        timeoutMs: timeoutMs ?? undefined,
      },
      onStarted: (started) => setHistory(withCommand(history, { ...command, at: Date.now(), run: started.id })),
    });
  };
  const saveAsJob = () => {
    offerNewJob(jobOfCommand(command));
    void navigate({ to: '/jobs/new' });
  };
  useShortcuts('Console', [{ keys: 'mod+enter', title: 'Run the command…', run, inFields: true }]);
  return (
    <Page
      title="Console"
      aside="a command for this once"
      fill
      actions={
        <>
          <Button variant="default" disabled={command.script === ''} onClick={saveAsJob}>
            Save as a job…
          </Button>
          <Tooltip label={problem} disabled={problem === null}>
            <Button
              data-disabled={problem !== null || undefined}
              leftSection={<Play size={14} />}
              rightSection={<Keys keys="mod+enter" />}
              onClick={run}
            >
              Run…
            </Button>
          </Tooltip>
        </>
      }
    >
      <div className={styles.columns}>
        <div className={styles.command}>
          <TargetField label="Target" value={command.target} onChange={(target) => change({ target })} autoFocus={command.target === ''} />
          <div className={styles.label}>Script</div>
          <div className={styles.editor}>
            <CodeEditor text={command.script} label="Script" language="script" onChange={(script) => change({ script })} onSubmit={run} />
          </div>
          <HiddenCharacters text={command.script} onMend={() => change({ script: withUnixLineEnds(command.script) })} />
          <div className={styles.options}>
            <TextInput
              label="As user"
              placeholder="of each host"
              value={command.runAs}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => change({ runAs: event.currentTarget.value })}
            />
            <NumberInput
              label="At the same time"
              placeholder="as set"
              min={1}
              max={10_000}
              allowDecimal={false}
              value={command.fanout ?? ''}
              onChange={(value) => change({ fanout: typeof value === 'number' ? value : null })}
            />
            <TextInput
              label="Time limit"
              placeholder="none, or 90s, 5m"
              value={command.timeout}
              error={timeoutMs === null ? 'write it as 90s, 5m or 1h30m' : undefined}
              onChange={(event) => change({ timeout: event.currentTarget.value })}
            />
          </div>
        </div>
        <History history={history} onPick={change} onForget={(one) => setHistory(history.filter((other) => other !== one))} />
      </div>
    </Page>
  );
}

/** Why it cannot be run yet, in words for the button. */
function problemOf(command: Command, timeoutMs: number | null | undefined): string | null {
  if (command.target.trim() === '') return 'Say first where: a host, a cluster, an expression';
  if (command.script.trim() === '') return 'Write first what to run';
  return timeoutMs === null ? 'The time limit is not a duration' : null;
}

interface HistoryProps {
  history: readonly PastCommand[];
  onPick: (command: Command) => void;
  onForget: (command: PastCommand) => void;
}

function History({ history, onPick, onForget }: HistoryProps) {
  return (
    <section className={styles.history} aria-label="Run before">
      <h2>Run before</h2>
      {history.length === 0 && <Empty title="Nothing yet">What you run here is kept in this browser, to be run again or made a job.</Empty>}
      <ul className={styles.past}>
        {history.map((one) => (
          <li key={one.at} className={styles.pastCommand}>
            <button
              type="button"
              className={styles.pick}
              title="Put it into the console"
              onClick={() => onPick({ target: one.target, script: one.script, runAs: one.runAs, fanout: one.fanout, timeout: one.timeout })}
            >
              <code className={styles.pastScript}>{one.script.trim()}</code>
              <code className="faint ellipsis">{one.target}</code>
            </button>
            <div className={`${styles.pastFoot} caption`}>
              <RunLink id={one.run}>
                <span className="link">
                  <Ago at={one.at} />
                </span>
              </RunLink>
              <ActionIcon size={20} aria-label="Forget this command" onClick={() => onForget(one)}>
                <X size={12} />
              </ActionIcon>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
