// The filters of the history as chips, and the field that makes them: words as `state:failed` with suggestions, or any text.
import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { api } from '../api/client.ts';
import { usePreferences } from '../parts/preferences.ts';
import styles from './history.module.css';
import { chipsOf, type HistorySearch, suggestionsFor, whyNoWord, without, withWords } from './words.ts';

interface HistoryFieldProps {
  search: HistorySearch;
  onChange: (search: HistorySearch) => void;
}

export function HistoryField({ search, onChange }: HistoryFieldProps) {
  const { zone } = usePreferences();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const suggestions = suggestionsFor(text, useKnownNames());
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const wrongId = useId();
  const chips = chipsOf(search, zone, Date.now());

  const write = (next: string) => {
    setText(next);
    setWrong(null);
    combobox.openDropdown();
    combobox.resetSelectedOption();
  };
  const take = (word: string, whole: boolean) => {
    if (!whole) return write(word);
    const taken = withWords(search, word);
    setWrong(taken.wrong === null ? null : whyNoWord(taken.wrong));
    if (taken.wrong !== null) return combobox.openDropdown();
    setText('');
    combobox.closeDropdown();
    onChange(taken.search);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Backspace' && text === '') {
      const last = chips.at(-1);
      if (last !== undefined) onChange(without(search, last.key));
    } else if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) {
      event.preventDefault();
      const only = suggestions.length === 1 ? suggestions[0] : undefined;
      take(only?.word ?? text, only?.whole ?? true);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (text !== '') write('');
      else if (combobox.dropdownOpened) combobox.closeDropdown();
      else document.querySelector<HTMLElement>('main [role="grid"]')?.focus();
    }
  };
  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      onOptionSubmit={(word) => take(word, suggestions.find((one) => one.word === word)?.whole ?? true)}
    >
      <Combobox.DropdownTarget>
        <PillsInput
          className={styles.field}
          leftSection={<Search size={14} aria-hidden="true" />}
          rightSection={text === '' && chips.length === 0 ? <kbd>/</kbd> : null}
          error={wrong !== null}
          onClick={() => combobox.openDropdown()}
        >
          <Pill.Group>
            {chips.map(({ key, text: words }) => (
              <Pill
                key={key}
                withRemoveButton
                removeButtonProps={{ 'aria-label': `Without ${words}`, 'aria-hidden': undefined, tabIndex: 0 }}
                onRemove={() => onChange(without(search, key))}
              >
                {words}
              </Pill>
            ))}
            <Combobox.EventsTarget withExpandedAttribute>
              <PillsInput.Field
                data-filter=""
                aria-label="Filter the runs"
                aria-invalid={wrong !== null}
                aria-describedby={wrong === null ? undefined : wrongId}
                placeholder={chips.length === 0 ? 'Filter: state:failed, host:web-*, exit:137, or any text' : ''}
                value={text}
                spellCheck={false}
                autoComplete="off"
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onChange={(event) => write(event.currentTarget.value)}
                onKeyDown={onKeyDown}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={suggestions.length === 0 && wrong === null}>
        {wrong !== null && (
          <div id={wrongId} role="alert" className={styles.wrong}>
            {wrong}
          </div>
        )}
        <Combobox.Options aria-label="Filters">
          {suggestions.map(({ word, hint }) => (
            <Combobox.Option value={word} key={word}>
              <span className={styles.suggestion}>
                <code>{word}</code>
                <span className="caption">{hint}</span>
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
        {text.trim() !== '' && wrong === null && (
          <div className={styles.how} aria-hidden="true">
            <kbd>↵</kbd> adds the filter
          </div>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Names there are now; what is gone can be typed all the same. */
function useKnownNames() {
  const jobs = useQuery(api.jobs.list.queryOptions()).data;
  const hosts = useQuery(api.hosts.list.queryOptions()).data;
  return {
    job: jobs?.map(({ name }) => name) ?? [],
    host: hosts?.map(({ name }) => name) ?? [],
  };
}
