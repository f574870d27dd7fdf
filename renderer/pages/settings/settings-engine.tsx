// One setting: what it does, its value, where that comes from, and the way back to the default.
import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Setting } from '../../../shared/contract/system.ts';
import { api, client } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import { refusalOf } from '../../api/refusal.ts';
import { pageSettingKeys } from '../../frame/page-settings.ts';
import { sentence } from '../../parts/sentence.ts';
import { toast } from '../../parts/toast.ts';
import styles from './settings.module.css';

const origins: Record<Setting['origin'], string> = {
  default: 'the default',
  home: 'set here',
  environment: 'from the environment, which wins',
};

export function EngineSetting({ setting }: { setting: Setting }) {
  const set = useMutation({
    mutationFn: (value: string | null) => client.system.set({ key: setting.key, value }),
    onSuccess: (saved) => {
      queryClient.setQueryData(api.system.settings.queryKey(), (all) => all?.map((one) => (one.key === saved.key ? saved : one)));
      if (!saved.key.startsWith('page.')) toast(`${saved.key} is ${saved.value}`); // those show by themselves
    },
  });
  const refusal = set.error === null ? null : refusalOf(set.error);
  const error = refusal === null ? undefined : `${sentence(refusal.what)}${refusal.remedy === '' ? '' : `: ${refusal.remedy}`}`;
  return (
    <>
      <div>
        <div className={styles.name}>{setting.description}</div>
        <div className={`${styles.origin} caption`}>
          <code className="caption">{setting.key}</code>
          <span>{origins[setting.origin]}</span>
          {setting.value !== setting.default && <span>default: {setting.default === '' ? 'empty' : setting.default}</span>}
        </div>
      </div>
      <div className={styles.field}>
        <Field setting={setting} error={error} busy={set.isPending} save={(value) => set.mutate(value)} />
        {setting.origin === 'home' && (
          <Button size="compact-xs" variant="subtle" color="gray" style={{ justifySelf: 'start' }} onClick={() => set.mutate(null)}>
            Back to the default
          </Button>
        )}
      </div>
    </>
  );
}

/** The words of the page's own settings; every other setting is a switch or a text. */
function choicesOf(key: string): { value: string; label: string }[] | undefined {
  if (key === pageSettingKeys.theme) {
    return [
      { value: 'auto', label: 'System' },
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ];
  }
  if (key === pageSettingKeys.zone) {
    return [
      { value: 'local', label: `Local (${Intl.DateTimeFormat().resolvedOptions().timeZone})` },
      { value: 'utc', label: 'UTC' },
    ];
  }
  if (key !== pageSettingKeys.density) return undefined;
  return [
    { value: 'compact', label: 'Compact' },
    { value: 'cosy', label: 'Roomy' },
  ];
}

interface FieldProps {
  setting: Setting;
  error: string | undefined;
  busy: boolean;
  save: (value: string) => void;
}

function Field({ setting, error, busy, save }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const locked = setting.origin === 'environment';
  const choices = choicesOf(setting.key);
  if (choices !== undefined) {
    return (
      <SegmentedControl fullWidth aria-label={setting.description} value={setting.value} disabled={locked} data={choices} onChange={save} />
    );
  }
  if (['true', 'false'].includes(setting.default)) {
    return (
      <Switch
        checked={setting.value === 'true'}
        disabled={locked || busy}
        aria-label={setting.description}
        label={setting.value === 'true' ? 'On' : 'Off'}
        error={error}
        onChange={(event) => save(String(event.currentTarget.checked))}
      />
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== null) save(typed.trim());
  };
  return (
    <form className={styles.fieldRow} onSubmit={submit}>
      <TextInput
        aria-label={setting.description}
        value={typed ?? setting.value}
        disabled={locked}
        error={error}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && setTyped(null)}
      />
      {typed !== null && typed.trim() !== setting.value && (
        <Button type="submit" loading={busy}>
          Save
        </Button>
      )}
    </form>
  );
}
