// The field that narrows the list below it. `/` leads here, Esc empties it and then gives the focus back to the list.
import { CloseButton, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import type { KeyboardEvent } from 'react';

interface FilterFieldProps {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  width?: number;
}

export function FilterField({ value, onChange, placeholder, width = 280 }: FilterFieldProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value !== '') {
      event.preventDefault();
      event.stopPropagation();
      onChange('');
    } else if (event.key === 'Escape' || event.key === 'ArrowDown') {
      event.preventDefault();
      document.querySelector<HTMLElement>('main [role="grid"]')?.focus();
    }
  };
  return (
    <TextInput
      data-filter=""
      w={width}
      value={value}
      aria-label={placeholder}
      placeholder={placeholder}
      leftSection={<Search size={14} aria-hidden="true" />}
      rightSection={value === '' ? <kbd>/</kbd> : <CloseButton size="xs" aria-label="Clear the filter" onClick={() => onChange('')} />}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
