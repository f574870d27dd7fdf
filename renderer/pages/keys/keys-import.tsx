// Trusts the entries of a known_hosts file that match hosts of this home, after showing them.
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { Empty, Failure } from '../../parts/feedback.tsx';
import { toast } from '../../parts/toast.ts';
import styles from './keys-accept.module.css';

export function openKeyImport(): void {
  const id = modals.open({ title: 'Import known_hosts', size: 700, children: <KeyImportBody close={() => modals.close(id)} /> });
}

function KeyImportBody({ close }: { close: () => void }) {
  const [path, setPath] = useState('');
  const look = useMutation({ mutationFn: () => client.keys.import({ path: path.trim(), dryRun: true }) });
  const take = useMutation({
    mutationFn: () => client.keys.import({ path: path.trim() }),
    onSuccess: (keys) => {
      close();
      toast(keys.length === 1 ? '1 key is trusted' : `${keys.length} keys are trusted`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') look.mutate();
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group gap="xs" align="flex-end">
          <TextInput
            label="File on the engine's computer"
            description="Your own ~/.ssh/known_hosts counts anyway and need not be imported"
            placeholder="/etc/ssh/ssh_known_hosts"
            style={{ flex: 1 }}
            data-autofocus
            spellCheck={false}
            autoComplete="off"
            value={path}
            onChange={(event) => {
              setPath(event.currentTarget.value);
              look.reset();
            }}
          />
          <Button type="submit" variant="default" loading={look.isPending} disabled={path.trim() === ''}>
            Read
          </Button>
        </Group>
      </form>
      {look.error !== null && <Failure error={look.error} />}
      {look.data !== undefined && look.data.length === 0 && (
        <Empty title="Nothing to import">No entry of this file matches a host of this home.</Empty>
      )}
      {look.data !== undefined && look.data.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Host</th>
                <th scope="col">Type</th>
                <th scope="col">Fingerprint</th>
              </tr>
            </thead>
            <tbody>
              {look.data.map((key) => (
                <tr key={`${key.host} ${key.fingerprint}`}>
                  <td>
                    <strong>{key.host}</strong>
                  </td>
                  <td>{key.type}</td>
                  <td className={styles.fingerprint}>
                    <code>{key.fingerprint}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {take.error !== null && <Failure error={take.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button disabled={look.data === undefined || look.data.length === 0} loading={take.isPending} onClick={() => take.mutate()}>
          Trust {look.data === undefined ? 'them' : look.data.length === 1 ? 'this key' : `these ${look.data.length} keys`}
        </Button>
      </Group>
    </Stack>
  );
}
