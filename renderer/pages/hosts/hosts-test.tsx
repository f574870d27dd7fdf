// The connection test: which step of the way to each host holds, which does not, why, and what helps.
import { Button, Group, Loader } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import type { HostTest } from '../../../shared/contract/hosts.ts';
import { formatElapsed } from '../../../shared/model/duration.ts';
import { client } from '../../api/client.ts';
import { Failure } from '../../parts/feedback.tsx';
import { sentence } from '../../parts/sentence.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { openPasswordPrompt, openUnlockPrompt } from '../host/host-secrets.tsx';
import { openKeyAccept } from '../keys/keys-accept.tsx';
import styles from './hosts-test.module.css';

/** Tests the way to these hosts in a dialog. */
export function openHostTest(names: readonly string[]): void {
  const [only] = names;
  const id = modals.open({
    title: names.length === 1 ? `The way to ${only}` : `The way to ${names.length} hosts`,
    size: 720,
    children: <TestBody names={names} close={() => modals.close(id)} />,
  });
}

const stepNames: Record<HostTest['steps'][number]['step'], string> = {
  dns: 'Name',
  tcp: 'Connection',
  banner: 'SSH server',
  'host-key': 'Host key',
  authentication: 'Login',
  shell: 'Shell',
};

function TestBody({ names, close }: { names: readonly string[]; close: () => void }) {
  const test = useMutation({ mutationFn: () => client.hosts.test({ target: names.join(',') }) });
  const start = useEffectEvent(() => test.mutate());
  useEffect(() => start(), []);
  const results = test.data ?? [];
  const bad = results.filter((result) => !result.ok);
  return (
    <div>
      {test.isPending && (
        <Group gap="xs" py="md" role="status">
          <Loader size={16} /> Testing, at most as long as the hosts' connect time limit…
        </Group>
      )}
      {test.error !== null && <Failure error={test.error} retry={() => test.mutate()} />}
      {test.isSuccess && !test.isPending && (
        <>
          <Summary results={results} />
          <div className={styles.list}>
            {[...bad, ...results.filter((result) => result.ok)].map((result) => (
              <Result key={result.host} result={result} open={results.length === 1 || bad[0] === result} again={() => test.mutate()} />
            ))}
          </div>
        </>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={() => test.mutate()} disabled={test.isPending}>
          Test again
        </Button>
        <Button onClick={close} data-autofocus>
          Done
        </Button>
      </Group>
    </div>
  );
}

function Summary({ results }: { results: readonly HostTest[] }) {
  const unaccepted = results.filter((result) => failedStep(result)?.step === 'host-key').map((result) => result.host);
  const good = results.filter((result) => result.ok).length;
  if (results.length === 1) return null;
  return (
    <div className={styles.summary}>
      {good > 0 && <StateMark state="up" word={`${good} reachable`} />}
      {good < results.length && <StateMark state="down" word={`${results.length - good} not`} />}
      {unaccepted.length > 1 && (
        <Button variant="light" size="compact-xs" onClick={() => openKeyAccept(unaccepted)}>
          Review {unaccepted.length} host keys
        </Button>
      )}
    </div>
  );
}

function failedStep(result: HostTest): HostTest['steps'][number] | undefined {
  return result.steps.find((step) => !step.ok);
}

function Result({ result, open, again }: { result: HostTest; open: boolean; again: () => void }) {
  const failed = failedStep(result);
  const total = result.steps.reduce((sum, step) => sum + step.durationMs, 0);
  return (
    <details className={styles.host} open={open}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" data-chevron="" />
        <StateMark state={result.ok ? 'up' : 'down'} word="" />
        <span className={styles.name}>{result.host}</span>
        <span className={`${styles.cause} ellipsis`}>
          {failed === undefined ? 'All steps hold' : sentence(failed.cause ?? failed.detail)}
        </span>
        <span className="caption">{formatElapsed(total)}</span>
      </summary>
      <ol className={styles.steps}>
        {result.steps.map((step) => (
          <li key={step.step} className={styles.step}>
            <StateMark state={step.ok ? 'ok' : 'failed'} word={stepNames[step.step]} />
            <code className={styles.detail}>{step.ok ? step.detail : (step.cause ?? step.detail)}</code>
            <span className="caption">{formatElapsed(step.durationMs)}</span>
          </li>
        ))}
        {failed !== undefined && (
          <li className={styles.remedy}>
            <span className={styles.remedyText}>
              <strong>{sentence(failed.cause ?? failed.detail)}</strong>
              {failed.remedy !== null && <span className="dim">{sentence(failed.remedy)}</span>}
            </span>
            <Help host={result.host} step={failed} again={again} />
          </li>
        )}
      </ol>
    </details>
  );
}

/** The one button that helps with a failed step, where there is one. */
function Help({ host, step, again }: { host: string; step: HostTest['steps'][number]; again: () => void }) {
  if (step.step === 'host-key') {
    return (
      <Button size="compact-xs" onClick={() => openKeyAccept([host], again)}>
        Review its key
      </Button>
    );
  }
  if (step.step !== 'authentication') return null;
  const text = `${step.cause ?? ''} ${step.remedy ?? ''} ${step.detail}`;
  const encrypted = /passphrase|encrypted/i.test(text);
  const path = /(?:~|\/)[^\s'",:]*/.exec(text)?.[0] ?? '';
  return (
    <Group gap="xs">
      {encrypted && (
        <Button size="compact-xs" onClick={() => openUnlockPrompt(path, again)}>
          Unlock its identity
        </Button>
      )}
      <Button size="compact-xs" variant={encrypted ? 'default' : 'filled'} onClick={() => openPasswordPrompt(host, again)}>
        Give its password
      </Button>
    </Group>
  );
}
