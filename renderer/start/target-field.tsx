// A field for a target expression: completes names and clusters, and says at once which hosts it means or what is wrong.
import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { refusalOf } from '../api/refusal.ts';
import { countOf } from '../run/counting.ts';
import { completionsOf } from './target-words.ts';

interface TargetFieldProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  autoFocus?: boolean;
}

export function TargetField({ value, onChange, label, autoFocus = false }: TargetFieldProps) {
  const hosts = useQuery(api.hosts.list.queryOptions());
  const groups = useQuery(api.targets.clusters.queryOptions());
  const words = useMemo(
    () => ({
      hosts: hosts.data?.map((host) => host.name) ?? [],
      clusters: groups.data?.clusters.map((cluster) => cluster.name) ?? [],
      tags: groups.data?.tags.map((tag) => `${tag.key}:${tag.value}`) ?? [],
    }),
    [hosts.data, groups.data],
  );
  const resolved = useResolved(value);
  return (
    <Autocomplete
      label={label}
      value={value}
      onChange={onChange}
      data={completionsOf(value, words)}
      filter={({ options }) => options}
      openOnFocus={false}
      placeholder="web-01, @web, @all ! db-01"
      autoFocus={autoFocus}
      spellCheck={false}
      autoComplete="off"
      styles={{ input: { fontFamily: 'var(--mono)' }, description: { minHeight: 18 } }}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={
        resolved.hosts !== null
          ? `${countOf(resolved.hosts.length, 'host')}${resolved.hosts.length > 0 ? `: ${resolved.folded}` : ''}`
          : ' '
      }
      error={resolved.problem}
    />
  );
}

/** The hosts an expression means now; null while it is not known. */
function useResolved(target: string): { hosts: string[] | null; folded: string; problem: string | null } {
  const [asked] = useDebouncedValue(target.trim(), 250);
  const answer = useQuery({
    ...api.targets.resolve.queryOptions({ input: { target: asked } }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5000,
  });
  if (asked === '') return { hosts: null, folded: '', problem: null };
  if (answer.isError) {
    const { what, remedy } = refusalOf(answer.error);
    return { hosts: null, folded: '', problem: remedy === '' ? what : `${what}: ${remedy}` };
  }
  return { hosts: answer.data?.hosts ?? null, folded: answer.data?.folded ?? '', problem: null };
}
