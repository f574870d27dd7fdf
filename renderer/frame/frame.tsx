// Around every screen: rail, bars, the strip that tells of a lost engine, and what is everywhere at hand: the palette,
// the shortcut sheet and the keys that lead from screen to screen.
import { useDisclosure } from '@mantine/hooks';
import { ModalsProvider } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { api } from '../api/client.ts';
import { useConnection } from '../api/live.ts';
import { queryClient } from '../api/query.ts';
import { useSession } from '../api/session.ts';
import { prefer, preferences } from '../parts/preferences.ts';
import { type Shortcut, startShortcuts, useShortcuts } from '../parts/shortcuts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { AbsenceNotice } from './absence-notice.tsx';
import { EngineSilent, SessionClosed } from './engine-away.tsx';
import styles from './frame.module.css';
import { useNotices } from './notices.ts';
import { choose, useHomePreferences } from './page-settings.ts';
import { Palette } from './palette.tsx';
import { PauseBand } from './pause-band.tsx';
import { Rail } from './rail.tsx';
import { sections } from './sections.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

export function Frame() {
  const session = useSession();
  useReadingAgainWhenOpen(session);
  // above the states of the session, so that a dialog keeps what was typed through all of them
  return (
    <ModalsProvider modalProps={{ closeButtonProps: { 'aria-label': 'Close' } }}>
      {session === 'closed' ? <SessionClosed /> : session === 'silent' ? <EngineSilent /> : <OpenFrame />}
    </ModalsProvider>
  );
}

function OpenFrame() {
  const [paletteOpen, palette] = useDisclosure(false);
  const [sheetOpen, sheet] = useDisclosure(false);
  useHomePreferences();
  useNotices();
  useEffect(startShortcuts, []);
  useFrameShortcuts({ openPalette: palette.open, openSheet: sheet.open });
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to the screen
      </button>
      <Rail />
      <TopBar openPalette={palette.open} openSheet={sheet.open} />
      <Strip />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
      <StatusBar />
      <Palette opened={paletteOpen} close={palette.close} openSheet={sheet.open} />
      <ShortcutSheet opened={sheetOpen} close={sheet.close} />
    </div>
  );
}

/** What failed for want of a session is asked again when there is one. */
function useReadingAgainWhenOpen(session: string): void {
  const before = useRef(session);
  useEffect(() => {
    if (session === 'open' && before.current !== 'open' && before.current !== 'unknown') void queryClient.invalidateQueries();
    before.current = session;
  }, [session]);
}

function Strip() {
  const connection = useConnection();
  const info = useQuery(api.system.info.queryOptions());
  return (
    <div role="status" style={{ gridArea: 'strip' }}>
      {connection === 'lost' && (
        <div className={styles.strip}>
          <StateMark state="lost" word="Reconnecting" />
          <span>Nothing is lost: what runs goes on, and this page catches up. What you see may be old.</span>
        </div>
      )}
      <PauseBand />
      <AbsenceNotice />
      {connection !== 'lost' && info.data?.storage === 'full' && (
        <div className={styles.strip}>
          <StateMark state="lost" word="Disk full" />
          <span>The disk of this computer takes nothing. Output is held back on the hosts and follows when there is space again.</span>
        </div>
      )}
      {connection !== 'lost' && info.data?.storage === 'refused' && (
        <div className={styles.strip}>
          <StateMark state="lost" word="Not stored" />
          <span>
            Nothing can be stored here, as when another program holds the database. Output is held back on the hosts and follows when it
            can.
          </span>
        </div>
      )}
    </div>
  );
}

function useFrameShortcuts({ openPalette, openSheet }: { openPalette: () => void; openSheet: () => void }): void {
  const navigate = useNavigate();
  const screens: Shortcut[] = sections
    .filter((section) => section.group !== 'foot')
    .map((section) => ({ keys: `g ${section.letter}`, title: `Go to ${section.title}`, run: () => void navigate({ to: section.to }) }));
  useShortcuts('Screens', [
    ...screens,
    { keys: 'mod+,', title: 'Go to Settings', inFields: true, run: () => void navigate({ to: '/settings' }) },
  ]);
  useShortcuts('Everywhere', [
    { keys: 'mod+k', title: 'Search or run anything', inFields: true, run: openPalette },
    { keys: '?', title: 'Show the keyboard shortcuts', run: openSheet },
    { keys: '/', title: 'Filter this list', run: () => focusOn('[data-filter]') },
    { keys: 'j', title: 'Move down the list', run: () => focusOn(lists) },
    { keys: 'k', title: 'Move up the list', run: () => focusOn(lists) },
    { keys: 'arrowdown', title: 'Go to the list', run: () => focusOn(lists), acts: nothingHasKeys },
    { keys: 'z', title: 'Switch times between this computer’s zone and UTC', run: switchZone },
    { keys: 'mod+b', title: 'Fold or open the rail', run: foldRail },
    { keys: 'shift+d', title: 'Switch between compact and roomy rows', run: switchDensity },
    { keys: 'f6', title: 'Go to the next part of the window', inFields: true, run: () => nextPart(1) },
    { keys: 'shift+f6', title: 'Go to the part before', inFields: true, run: () => nextPart(-1) },
  ]);
}

/** What takes j and k itself once it has the focus. */
const lists = '[role="grid"], [data-list], [data-hosts]';

/** A screen that was just opened: nothing in it has been gone to, and there is a list to go to. */
function nothingHasKeys(): boolean {
  const { activeElement } = document;
  const free = activeElement === null || activeElement === document.body || activeElement.matches('main, main h1');
  return free && document.querySelector(`main :is(${lists})`) !== null;
}

function focusOn(selector: string): void {
  const found = document.querySelector<HTMLElement>(`main :is(${selector})`);
  found?.focus();
  if (found instanceof HTMLInputElement) found.select();
}

function switchZone(): void {
  choose({ zone: preferences().zone === 'utc' ? 'local' : 'utc' });
}

function foldRail(): void {
  prefer({ rail: preferences().rail === 'folded' ? 'open' : 'folded' });
}

function switchDensity(): void {
  choose({ density: preferences().density === 'cosy' ? 'compact' : 'cosy' });
}

/** Moves the focus from landmark to landmark: rail, top bar, screen, status bar. */
function nextPart(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>('nav[aria-label="Screens"], header button[aria-haspopup], #main, footer')];
  const here = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[(here + step + parts.length) % parts.length];
  const inside = next?.matches('button, #main') === true ? next : next?.querySelector<HTMLElement>('[aria-current="page"], a, button');
  inside?.focus();
}
