// Deciding about host keys: unknown ones are accepted together after their list was seen; a changed one alone, with old
// and new side by side and the host's name typed.
import { Button, Group, Loader, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { HostKey } from '../../../shared/contract/keys.ts';
import { client } from '../../api/client.ts';
import { openConfirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/feedback.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.ts';
import styles from './keys-accept.module.css';

type Seen = HostKey & { error: string | null };

/** Asks the hosts for their keys, shows them, and trusts them on a press. `done` is called after that. */
export function openKeyAccept(names: readonly string[], done?: () => void): void {
  const id = modals.open({
    title: names.length === 1 ? `The key of ${names[0]}` : `The keys of ${names.length} hosts`,
    size: 760,
    children: <AcceptBody names={names} done={done} close={() => modals.close(id)} />,
  });
}

interface AcceptBodyProps {
  names: readonly string[];
  done: (() => void) | undefined;
  close: () => void;
}

function AcceptBody({ names, done, close }: AcceptBodyProps) {
  const scan = useMutation({ mutationFn: () => client.keys.scan({ target: names.join(',') }) });
  const start = useEffectEvent(() => scan.mutate());
  useEffect(() => start(), []);
  const fresh = (scan.data ?? []).filter((key) => key.state === 'new' && key.error === null);
  const changed = (scan.data ?? []).filter((key) => key.state === 'changed');
  const accept = useMutation({
    mutationFn: () => acceptAll(fresh),
    onSuccess: (accepted) => {
      close();
      toast(accepted === 1 ? `The key of ${fresh[0]?.host} is trusted` : `${accepted} keys are trusted`);
      done?.();
    },
  });
  return (
    <Stack gap="sm">
      {scan.isPending && (
        <Group gap="xs" py="md" role="status">
          <Loader size={16} /> Asking for {names.length === 1 ? 'its key' : 'their keys'}; nothing is trusted yet…
        </Group>
      )}
      {scan.error !== null && <Failure error={scan.error} retry={() => scan.mutate()} />}
      {scan.isSuccess && (
        <>
          <p className="dim" style={{ margin: 0 }}>
            Compare each fingerprint with what the host's own console, your provider or a colleague says. On the host itself:{' '}
            <code>ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</code>
          </p>
          <KeyList keys={scan.data} />
        </>
      )}
      {accept.error !== null && <Failure error={accept.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          {scan.isSuccess && fresh.length === 0 && changed.length === 0 ? 'Close' : 'Not now'}
        </Button>
        {changed.length === 1 && changed[0] !== undefined && (
          <Button
            color="red"
            onClick={() => {
              const [key] = changed;
              close();
              if (key !== undefined) openKeyReplace(key, done);
            }}
          >
            Replace its key…
          </Button>
        )}
        {fresh.length > 0 && (
          <Button loading={accept.isPending} onClick={() => accept.mutate()}>
            {fresh.length === 1 ? 'Trust this key' : `Trust these ${fresh.length} keys`}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Each key by the fingerprint that was seen: a host that shows another one meanwhile is refused. */
async function acceptAll(keys: readonly Seen[]): Promise<number> {
  const accept = ({ host, fingerprint }: Seen) => client.keys.accept({ target: host, ...(fingerprint !== null && { fingerprint }) });
  for (let i = 0; i < keys.length; i += 8) await Promise.all(keys.slice(i, i + 8).map(accept));
  return keys.length;
}

function KeyList({ keys }: { keys: readonly Seen[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">State</th>
            <th scope="col">Type</th>
            <th scope="col">Fingerprint</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.host}>
              <td>
                <strong>{key.host}</strong>
              </td>
              <td>
                <StateMark state={key.error !== null ? 'down' : key.state} {...(key.error !== null && { word: 'no answer' })} />
              </td>
              <td>{key.type ?? '–'}</td>
              <td className={styles.fingerprint}>
                {key.error !== null ? <span className="dim">{key.error}</span> : <code>{key.fingerprint ?? '–'}</code>}
                {key.state === 'changed' && (
                  <div className="dim">
                    trusted until now <code>{key.trustedFingerprint}</code>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A changed key: what it was, what it is, and the name typed before it is taken. */
export function openKeyReplace(key: HostKey, done?: () => void): void {
  openConfirm({
    title: `${key.host} shows another key`,
    action: 'Replace the trusted key',
    typed: key.host,
    children: (
      <Stack gap="sm">
        <span>
          Either the host was set up anew, or somebody stands between you and it. djcron refuses to run anything there until you decide. Ask
          on another way than this connection.
        </span>
        <dl className={styles.pair}>
          <dt>Trusted</dt>
          <dd>
            <code>{key.trustedFingerprint ?? 'not known any more'}</code>
            <div className="caption">
              {key.acceptedAt !== null && (
                <>
                  accepted <Ago at={key.acceptedAt} /> by {key.acceptedBy ?? 'known_hosts'}
                </>
              )}
              {key.acceptedAt === null && (key.source ?? '')}
            </div>
          </dd>
          <dt>Shown now</dt>
          <dd>
            <code>{key.fingerprint ?? '–'}</code>
            <div className="caption">{key.type}</div>
          </dd>
        </dl>
      </Stack>
    ),
    onConfirm: async () => {
      await client.keys.accept({ target: key.host, ...(key.fingerprint !== null && { fingerprint: key.fingerprint }) });
      toast(`The key of ${key.host} is replaced`);
      done?.();
    },
  });
}

/** Asks, then forgets what djcron trusts of a host. */
export function openKeyForget(host: string): void {
  openConfirm({
    title: `Forget the key of ${host}`,
    action: 'Forget it',
    children: `djcron's own entry is dropped. Unless your known_hosts vouches for the host, it is refused until its key is accepted again.`,
    onConfirm: async () => {
      await client.keys.forget({ name: host });
      toast(`The key of ${host} is forgotten`);
    },
  });
}
