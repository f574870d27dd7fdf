// Full-page states in which nothing can be shown: the engine was never there, or it does not know this page (any more).
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { client } from '../api/client.ts';
import { openSession, tokenOf } from '../api/session.ts';
import { Copy } from '../parts/copy.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './frame.module.css';
import { Logo } from './logo.tsx';

const askAgainMs = 3000;

/** Asks every few seconds whether the engine answers now; session.ts hears the answer. */
function useAskingAgain(): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') client.system.info().catch(() => undefined);
    }, askAgainMs);
    return () => clearInterval(timer);
  }, []);
}

export function EngineSilent() {
  useAskingAgain();
  return (
    <Away title="The engine does not answer">
      <p className="dim">
        djcron's engine is not running at {window.location.host || 'this address'}. Start it in a terminal; this page connects by itself.
      </p>
      <Command text="djcron serve" />
      <StateMark state="running" word="Waiting for it" />
    </Away>
  );
}

export function SessionClosed() {
  useAskingAgain();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const token = tokenOf(text) ?? text.trim();
    if (token === '') return setWrong('Paste the whole address that djcron printed');
    try {
      setWrong(
        (await openSession(token)) ? '' : 'The engine does not take this token: it is valid only until the engine that printed it ends',
      );
    } catch {
      setWrong('The engine does not answer');
    }
  };
  return (
    <Away title="This page needs its key">
      <p className="dim">
        Only who can read djcron's terminal may use its page. Start it and open the address it prints, or paste that address here. After a
        restart of the engine there is a new one.
      </p>
      <Command text="djcron serve" />
      <form onSubmit={submit} style={{ display: 'grid', gap: 10 }}>
        <TextInput
          label="Printed address or token"
          placeholder={`${window.location.origin}/#token=…`}
          value={text}
          error={wrong || undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" style={{ justifySelf: 'start' }}>
          Open
        </Button>
      </form>
    </Away>
  );
}

function Away({ title, children }: { title: string; children: React.ReactNode }) {
  useEffect(() => {
    document.title = `${title} – djcron`;
  }, [title]);
  return (
    <main className={styles.away}>
      <div className={styles.awayCard}>
        <h1 className={styles.awayTitle}>
          <Logo size={26} />
          {title}
        </h1>
        {children}
      </div>
    </main>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div className={styles.command}>
      <code>{text}</code>
      <Copy text={text} label="Copy the command" />
    </div>
  );
}
