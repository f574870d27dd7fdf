// What was typed into the job editor and not saved yet: kept in this browser, so that a reload or a crash loses nothing.
import { useEffect, useState } from 'react';

interface Stored {
  /** the saved text it began from */
  base: string;
  yaml: string;
  at: number;
}

export interface Draft {
  yaml: string;
  change: (yaml: string) => void;
  /** differs from what is saved */
  dirty: boolean;
  /** when the text that was found here on opening was typed; null: it is the saved one */
  restoredAt: number | null;
  /** the saved text has changed since the draft began */
  outdated: boolean;
  /** Back to the saved text. */
  discard: () => void;
  /** Call after saving: the text is the saved one now. */
  settle: (saved: string) => void;
}

/** `name`: of the job, or null for a new one; `saved`: the text it has now. */
export function useDraft(name: string | null, saved: string): Draft {
  const key = `djcron.draft.${name ?? ' new'}`;
  const [found] = useState(() => read(key));
  const [base, setBase] = useState(found?.base ?? saved);
  const [yaml, setYaml] = useState(found?.yaml ?? saved);
  const [restoredAt, setRestoredAt] = useState(found !== null && found.yaml !== saved ? found.at : null);
  const dirty = yaml !== saved;
  useEffect(() => {
    if (dirty) write(key, { base, yaml, at: Date.now() });
    else localStorage.removeItem(key);
  }, [key, base, yaml, dirty]);
  const settle = (text: string) => {
    localStorage.removeItem(key);
    setBase(text);
    setYaml(text);
    setRestoredAt(null);
  };
  return { yaml, change: setYaml, dirty, restoredAt, outdated: dirty && base !== saved, discard: () => settle(saved), settle };
}

function read(key: string): Stored | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isStored(stored) ? stored : null;
  } catch {
    return null; // written by something else
  }
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' && value !== null && 'yaml' in value && typeof value.yaml === 'string' && 'base' in value && 'at' in value
  );
}

function write(key: string, stored: Stored): void {
  try {
    localStorage.setItem(key, JSON.stringify(stored));
  } catch {
    // too large or storage is off: the text lives as long as the page
  }
}
