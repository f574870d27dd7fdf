// One field that reaches everything by name. Enter goes there; what runs or destroys opens its dialog first.
import { Modal } from '@mantine/core';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Keys } from '../parts/keys.tsx';
import styles from './palette.module.css';
import { type PaletteItem, usePaletteItems } from './palette-items.ts';
import { answersTo } from './palette-score.ts';

const recentKey = 'djcron.palette';
const shown = 50;

interface PaletteProps {
  opened: boolean;
  close: () => void;
  openSheet: () => void;
}

export function Palette({ opened, close, openSheet }: PaletteProps) {
  return (
    <Modal.Root opened={opened} onClose={close} size={620} yOffset="12vh" padding={0}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or run anything">{opened && <PaletteBody close={close} openSheet={openSheet} />}</Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ close, openSheet }: Omit<PaletteProps, 'opened'>) {
  const items = usePaletteItems(true, openSheet);
  const [recent] = useState(readRecent);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const answers = useMemo(() => answersTo(query, items, recent, shown), [query, items, recent]);
  const index = Math.min(at, Math.max(0, answers.length - 1));
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  const choose = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    writeRecent([item.id, ...recent.filter((other) => other !== item.id)]);
    close();
    // after the palette gave the focus back, so that a dialog it opens keeps it
    setTimeout(item.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min(answers.length - 1, index + step)));
    else if (event.key === 'Enter') choose(answers[index]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.field}>
        <Search size={16} aria-hidden="true" />
        <input
          data-autofocus=""
          role="combobox"
          aria-label="Search or run anything"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={answers.length > 0 ? `${id}-${index}` : undefined}
          aria-autocomplete="list"
          placeholder="A screen, job, host, run or command"
          value={query}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {answers.length === 0 && <div className={styles.none}>Nothing is called “{query}”</div>}
      <div
        className={styles.list}
        id={id}
        role="listbox"
        aria-label="Answers"
        ref={list}
        hidden={answers.length === 0}
        onMouseMove={(event) => setAt(indexAt(event.target) ?? index)}
        onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
        onClick={(event) => choose(answers[indexAt(event.target) ?? -1])}
        onKeyDown={onKeyDown}
      >
        {answers.map((item, i) => (
          <Answer key={item.id} id={`${id}-${i}`} at={i} item={item} selected={i === index} />
        ))}
      </div>
      <div className={styles.hints}>
        <span>
          <kbd>&gt;</kbd> commands
        </span>
        <span>
          <kbd>@</kbd> hosts
        </span>
        <span>
          <kbd>#</kbd> runs
        </span>
      </div>
    </>
  );
}

function indexAt(target: EventTarget): number | null {
  const option = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  return option === null ? null : Number(option.dataset.at);
}

function Answer({ id, at, item, selected }: { id: string; at: number; item: PaletteItem; selected: boolean }) {
  const Icon = item.icon;
  return (
    <div id={id} data-at={at} role="option" aria-selected={selected} className={styles.item}>
      <Icon size={15} aria-hidden="true" />
      <span className={`${styles.title} ellipsis`}>{item.title}</span>
      <span className={`${styles.detail} ellipsis`}>{item.detail}</span>
      <span className="caption">{item.category}</span>
      {item.keys !== undefined && <Keys keys={item.keys} />}
    </div>
  );
}

function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function writeRecent(ids: readonly string[]): void {
  try {
    localStorage.setItem(recentKey, JSON.stringify(ids.slice(0, 8)));
  } catch {
    // storage is off: nothing is remembered
  }
}
