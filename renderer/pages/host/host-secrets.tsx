// Asks for what only a person knows: the password of a host or the passphrase of a private key. The engine holds it in
// memory until it ends; nothing of it is written.
import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { Failure } from '../../parts/feedback.tsx';
import { toast } from '../../parts/toast.ts';

/** `done` is called when the engine holds the password. */
export function openPasswordPrompt(host: string, done?: () => void): void {
  const id = modals.open({
    title: `Password of ${host}`,
    children: (
      <SecretForm
        label="Password"
        send={(password) => client.hosts.password({ name: host, password })}
        done={() => {
          modals.close(id);
          toast(`The password of ${host} is held until the engine ends`);
          done?.();
        }}
        cancel={() => modals.close(id)}
      />
    ),
  });
}

/** `path` may be empty: then it is asked for too. */
export function openUnlockPrompt(path: string, done?: () => void): void {
  const id = modals.open({
    title: 'Unlock an identity',
    children: (
      <UnlockForm
        path={path}
        done={() => {
          modals.close(id);
          toast('The identity is unlocked until the engine ends');
          done?.();
        }}
        cancel={() => modals.close(id)}
      />
    ),
  });
}

function UnlockForm({ path, done, cancel }: { path: string; done: () => void; cancel: () => void }) {
  const [file, setFile] = useState(path);
  return (
    <SecretForm label="Passphrase" send={(passphrase) => client.hosts.unlock({ path: file, passphrase })} done={done} cancel={cancel}>
      <TextInput
        label="Private key"
        value={file}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setFile(event.currentTarget.value)}
      />
    </SecretForm>
  );
}

interface SecretFormProps {
  label: string;
  send: (secret: string) => Promise<unknown>;
  done: () => void;
  cancel: () => void;
  children?: ReactNode;
}

function SecretForm({ label, send, done, cancel, children }: SecretFormProps) {
  const [secret, setSecret] = useState('');
  const hold = useMutation({ mutationFn: send, onSuccess: done });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secret !== '') hold.mutate(secret);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        <PasswordInput
          label={label}
          data-autofocus
          value={secret}
          autoComplete="off"
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <span className="caption">Held in the engine's memory until it ends, and used for nothing but this.</span>
        {hold.error !== null && <Failure error={hold.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
          <Button type="submit" loading={hold.isPending} disabled={secret === ''}>
            Hold it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
