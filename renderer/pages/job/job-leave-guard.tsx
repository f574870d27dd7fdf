// Asks before an editor with unsaved text is left. Staying is the safe answer; the draft outlives a reload anyway.
import { Button, Group } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';

/** `pass` lets one navigation of the editor's own through. */
export function useLeaveGuard(dirty: boolean, discard: () => void): { pass: (go: () => void) => void } {
  const passing = useRef(false);
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      if (!dirty || passing.current || current.pathname === next.pathname) return false;
      return ask(discard);
    },
    enableBeforeUnload: false,
  });
  return {
    pass: (go) => {
      passing.current = true;
      go();
      setTimeout(() => {
        passing.current = false;
      }, 0);
    },
  };
}

/** Resolves to true when the person stays. */
function ask(discard: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    let stay = true;
    const id = modals.open({
      title: 'Leave without saving?',
      onClose: () => resolve(stay),
      children: (
        <Question
          close={() => modals.close(id)}
          leave={(forget) => {
            stay = false;
            if (forget) discard();
            modals.close(id);
          }}
        />
      ),
    });
  });
}

function Question({ close, leave }: { close: () => void; leave: (forget: boolean) => void }) {
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <p style={{ margin: 0 }}>What you typed is not saved. It can be kept as a draft in this browser, to go on with later.</p>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Stay here
        </Button>
        <Button variant="default" onClick={() => leave(false)}>
          Leave, keep the draft
        </Button>
        <Button color="red" onClick={() => leave(true)}>
          Leave and discard
        </Button>
      </Group>
    </div>
  );
}
