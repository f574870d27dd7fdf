// Copies a text and says so in place.
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Check, Copy as CopyIcon } from 'lucide-react';

export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : label}>
          <ActionIcon size={22} onClick={copy} aria-label={copied ? 'Copied' : label}>
            {copied ? <Check size={13} /> : <CopyIcon size={13} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
