// The dialog that adds a host or changes one. What was typed stays; what the engine refuses stands beside its field.
import { Anchor, Button, Collapse, Group, NumberInput, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Host, HostEdit } from '../../../shared/contract/hosts.ts';
import { formatDuration, parseDuration } from '../../../shared/model/duration.ts';
import { api, client } from '../../api/client.ts';
import { fieldErrorsOf } from '../../api/refusal.ts';
import { Failure } from '../../parts/feedback.tsx';
import { toast } from '../../parts/toast.ts';
import { openHostTest } from '../hosts/hosts-test.tsx';
import { readDestination } from './host-destination.ts';

interface Values {
  name: string;
  address: string;
  port: number | string;
  user: string;
  identity: string;
  jump: string | null;
  connectTimeout: string;
  clusters: string[];
  tags: string[];
}

/** Without a host: adds one, then tests the way to it. */
export function openHostForm(host?: Host): void {
  const id = modals.open({
    title: host === undefined ? 'Add a host' : `Change ${host.name}`,
    size: 520,
    closeOnClickOutside: false,
    children: <HostForm host={host} close={() => modals.close(id)} />,
  });
}

function HostForm({ host, close }: { host: Host | undefined; close: () => void }) {
  const form = useForm<Values>({ mode: 'controlled', initialValues: valuesOf(host), validate: problemsOf });
  const [more, setMore] = useState(host !== undefined && (host.identity !== null || host.jump !== null));
  const save = useMutation({
    mutationFn: (values: Values) => (host === undefined ? client.hosts.add(newHost(values)) : client.hosts.edit(editOf(values, host))),
    onError: (error) => form.setErrors(fieldErrorsOf(error)),
    onSuccess: (saved) => {
      close();
      toast(host === undefined ? `${saved.name} is added` : `${saved.name} is changed`);
      if (host === undefined) openHostTest([saved.name]);
    },
  });
  const takeApart = () => {
    const found = readDestination(form.values.address);
    if (found === null) return;
    form.setValues({ ...found, ...(form.values.name === '' && { name: found.address.split('.')[0] ?? '' }) });
    if (found.identity !== undefined || found.jump !== undefined) setMore(true);
  };
  const told = Object.keys(fieldErrorsOf(save.error)).some((field) => field in form.values);
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Address"
          description="A host name or IP address. A pasted user@host:port or ssh command line is taken apart"
          placeholder="web-01.example.net"
          data-autofocus
          withAsterisk
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('address')}
          onBlur={takeApart}
        />
        <TextInput
          label="Name"
          description="What djcron calls it: letters, digits, . - and _"
          placeholder="web-01"
          withAsterisk
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Group grow align="flex-start">
          <TextInput label="User" placeholder="as on this computer" spellCheck={false} autoComplete="off" {...form.getInputProps('user')} />
          <NumberInput label="Port" min={1} max={65535} hideControls {...form.getInputProps('port')} />
        </Group>
        <Groups form={form} />
        <Anchor component="button" type="button" size="xs" onClick={() => setMore(!more)} aria-expanded={more} ta="left">
          {more ? 'Hide' : 'Show'} identity, jump host and time limit
        </Anchor>
        <Collapse expanded={more}>
          <Ways form={form} own={host?.name} />
        </Collapse>
        {save.error !== null && !told && <Failure error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {host === undefined ? 'Add host' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type Form = UseFormReturnType<Values, Values, (values: Values) => Partial<Record<keyof Values, string>>>;

function Groups({ form }: { form: Form }) {
  const known = useQuery(api.targets.clusters.queryOptions());
  return (
    <Group grow align="flex-start">
      <TagsInput
        label="Clusters"
        placeholder={form.values.clusters.length === 0 ? 'web' : undefined}
        data={known.data?.clusters.map((cluster) => cluster.name) ?? []}
        {...form.getInputProps('clusters')}
      />
      <TagsInput
        label="Tags"
        placeholder={form.values.tags.length === 0 ? 'env=prod' : undefined}
        data={known.data?.tags.map((tag) => `${tag.key}=${tag.value}`) ?? []}
        {...form.getInputProps('tags')}
      />
    </Group>
  );
}

function Ways({ form, own }: { form: Form; own: string | undefined }) {
  const hosts = useQuery(api.hosts.list.queryOptions());
  const names = (hosts.data ?? []).map((host) => host.name).filter((name) => name !== own);
  const jump = form.values.jump;
  return (
    <Stack gap="sm">
      <TextInput
        label="Identity"
        description="A private key on the engine's computer; empty: the agent and the usual files of ~/.ssh"
        placeholder="~/.ssh/id_ed25519"
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('identity')}
      />
      <Group grow align="flex-start">
        <Select
          label="Jump host"
          placeholder="none: directly"
          searchable
          clearable
          data={jump !== null && !names.includes(jump) ? [jump, ...names] : names}
          {...form.getInputProps('jump')}
        />
        <TextInput label="Connect time limit" placeholder="30s" {...form.getInputProps('connectTimeout')} />
      </Group>
    </Stack>
  );
}

function valuesOf(host: Host | undefined): Values {
  return {
    name: host?.name ?? '',
    address: host?.address ?? '',
    port: host?.port ?? 22,
    user: host?.user ?? '',
    identity: host?.identity ?? '',
    jump: host?.jump ?? null,
    connectTimeout: host === undefined ? '' : formatDuration(host.connectTimeoutMs),
    clusters: host?.clusters ?? [],
    tags: Object.entries(host?.tags ?? {}).map(([key, value]) => `${key}=${value}`),
  };
}

function problemsOf(values: Values): Partial<Record<keyof Values, string>> {
  const problems: Partial<Record<keyof Values, string>> = {};
  if (values.address.trim() === '') problems.address = 'An address is needed';
  if (values.name.trim() === '') problems.name = 'A host needs a name';
  if (values.connectTimeout !== '' && parseDuration(values.connectTimeout) === null)
    problems.connectTimeout = 'A duration such as 30s or 2m';
  const tag = values.tags.find((text) => !/^[^=]+=/.test(text));
  if (tag !== undefined) problems.tags = `"${tag}" is not of the form key=value`;
  return problems;
}

function editOf(values: Values, host: Host): HostEdit & { name: string; rename?: string } {
  const { name, ...rest } = newHost(values);
  const identity = values.identity.trim() === '' ? null : values.identity.trim();
  return { ...rest, identity, jump: values.jump, name: host.name, ...(name !== host.name && { rename: name }) };
}

function newHost(values: Values): HostEdit & { name: string; address: string } {
  const timeout = values.connectTimeout === '' ? null : parseDuration(values.connectTimeout);
  return {
    name: values.name.trim(),
    address: values.address.trim(),
    port: Number(values.port),
    clusters: values.clusters,
    tags: Object.fromEntries(values.tags.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)])),
    ...(values.user.trim() !== '' && { user: values.user.trim() }),
    ...(values.identity.trim() !== '' && { identity: values.identity.trim() }),
    ...(values.jump !== null && { jump: values.jump }),
    ...(timeout !== null && { connectTimeoutMs: timeout }),
  };
}
