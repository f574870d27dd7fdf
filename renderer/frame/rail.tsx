// The way to every screen, at the left. A number stands only beside what needs somebody.
import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { api } from '../api/client.ts';
import { prefer, usePreferences } from '../parts/preferences.ts';
import styles from './frame.module.css';
import { Logo } from './logo.tsx';
import { groupNames, type Section, sections } from './sections.ts';

export function Rail() {
  const folded = usePreferences().rail === 'folded';
  return (
    <nav className={folded ? `${styles.rail} ${styles.folded}` : styles.rail} aria-label="Screens">
      <Link to="/" className={styles.brand} aria-label="djcron, overview">
        <Logo />
        {!folded && <span className={styles.label}>djcron</span>}
      </Link>
      {(['work', 'fleet', 'record', 'foot'] as const).map((group) => (
        <div key={group} className={group === 'foot' ? styles.foot : undefined}>
          {!folded && group !== 'foot' && <div className={styles.groupName}>{groupNames[group]}</div>}
          <ul className={styles.group} aria-label={groupNames[group]}>
            {sections
              .filter((section) => section.group === group)
              .map((section) => (
                <li key={section.title}>
                  <RailItem section={section} folded={folded} />
                </li>
              ))}
            {group === 'foot' && (
              <li>
                <FoldButton folded={folded} />
              </li>
            )}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function RailItem({ section, folded }: { section: Section; folded: boolean }) {
  const Icon = section.icon;
  return (
    <Tooltip label={section.title} position="right" disabled={!folded}>
      <Link
        to={section.to}
        className={styles.item}
        activeOptions={{ exact: section.to === '/', includeSearch: false }}
        aria-label={folded ? section.title : undefined}
      >
        <Icon size={16} aria-hidden="true" />
        {!folded && <span className={styles.label}>{section.title}</span>}
        {section.to === '/keys' && <KeyBadge />}
      </Link>
    </Tooltip>
  );
}

/** Keys somebody must decide about: a changed one is a danger, a new one only waits. */
function KeyBadge() {
  const hosts = useQuery(api.hosts.list.queryOptions({ select: keyCounts }));
  const { changed = 0, fresh = 0 } = hosts.data ?? {};
  if (changed + fresh === 0) return null;
  const text = changed > 0 ? `${changed} changed` : `${fresh} new`;
  return (
    <span
      className={styles.badge}
      style={{ '--badge': changed > 0 ? 'var(--failed)' : 'var(--attention)' } as React.CSSProperties}
      title={text}
    >
      {changed > 0 ? changed : fresh}
      <span className="hidden-text"> {changed > 0 ? 'changed' : 'new'}</span>
    </span>
  );
}

function keyCounts(hosts: readonly { hostKey: { state: string } }[]): { changed: number; fresh: number } {
  const count = (...states: string[]) => hosts.filter((host) => states.includes(host.hostKey.state)).length;
  return { changed: count('changed', 'revoked'), fresh: count('new') };
}

function FoldButton({ folded }: { folded: boolean }) {
  const Icon = folded ? PanelLeftOpen : PanelLeftClose;
  const label = folded ? 'Show names' : 'Fold';
  return (
    <Tooltip label={label} position="right" disabled={!folded}>
      <button
        type="button"
        className={styles.item}
        onClick={() => prefer({ rail: folded ? 'open' : 'folded' })}
        aria-label={`${label} (Ctrl B)`}
      >
        <Icon size={16} aria-hidden="true" />
        {!folded && <span className={styles.label}>{label}</span>}
      </button>
    </Tooltip>
  );
}
