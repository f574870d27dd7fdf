// Asks before something that cannot be undone: names the object, focuses the safe button, and where it matters wants
// the name typed.
import { Button, Group, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ReactNode, useState } from 'react';
import { Failure } from './feedback.tsx';

interface ConfirmOptions {
  title: string;
  children: ReactNode;
  /** the effect in words: `Remove 3 hosts` */
  action: string;
  /** when given, this must be typed before the button acts */
  typed?: string;
  /** false: it can be undone, and the button is not red */
  grave?: boolean;
  onConfirm: () => Promise<unknown>;
}

export function openConfirm(options: ConfirmOptions): void {
  const id = modals.open({
    title: options.title,
    children: <ConfirmBody {...options} close={() => modals.close(id)} />,
  });
}

function ConfirmBody({ children, action, typed, grave = true, onConfirm, close }: ConfirmOptions & { close: () => void }) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <div>{children}</div>
      {typed !== undefined && (
        <TextInput
          label={
            <>
              Type <code>{typed}</code> to confirm
            </>
          }
          value={text}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus={typed === undefined || undefined}>
          Cancel
        </Button>
        <Button {...(grave && { color: 'red' })} loading={busy} disabled={typed !== undefined && text !== typed} onClick={confirm}>
          {action}
        </Button>
      </Group>
    </div>
  );
}
