// Names that lead to what they name.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export function HostLink({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <Link to="/hosts/$name" params={{ name }} title={name}>
      {children ?? name}
    </Link>
  );
}

export function JobLink({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <Link to="/jobs/$name" params={{ name }} title={name}>
      {children ?? name}
    </Link>
  );
}

export function RunLink({ id, host, children }: { id: string; host?: string; children?: ReactNode }) {
  return (
    <Link to="/runs/$id" params={{ id }} search={host === undefined ? {} : { host }} title={id}>
      {children ?? <code>{shortRunId(id)}</code>}
    </Link>
  );
}

/** `r-01KAX…7Q4M`: the beginning says when, the end tells runs of one moment apart. */
export function shortRunId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 7)}…${id.slice(-4)}`;
}
