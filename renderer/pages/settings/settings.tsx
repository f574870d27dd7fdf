// What can be set, each with its value, default and where it comes from; then what the engine is and how it fares.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import styles from './settings.module.css';
import { EngineSetting } from './settings-engine.tsx';
import { AboutPanel, BackupPanel, DemoPanel, HealthPanel } from './settings-panels.tsx';

export function SettingsPage() {
  const { q = '' } = useSearch({ from: '/settings' });
  const navigate = useNavigate();
  const settings = useQuery(api.system.settings.queryOptions());
  const search = (query: string) => void navigate({ to: '/settings', search: query === '' ? {} : { q: query }, replace: true });
  const fits = (words: string) =>
    q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words.toLowerCase().includes(word));

  const shown = (settings.data ?? []).filter((one) => fits(`${one.key} ${one.description} ${one.value} ${one.origin} ${groupOf(one.key)}`));
  const groups = [...new Set(shown.map((one) => groupOf(one.key)))];
  const panels = [
    { words: 'demo fleet remove try', panel: <DemoPanel key="demo" /> },
    { words: 'health doctor checks diagnostics versions', panel: <HealthPanel key="health" /> },
    { words: 'backup copy restore', panel: <BackupPanel key="backup" /> },
    { words: 'about version home pid', panel: <AboutPanel key="about" /> },
  ].filter(({ words }) => fits(words));
  const nothing = shown.length + panels.length === 0 && !settings.isPending;
  return (
    <Page title="Settings">
      <div className={styles.tools}>
        <FilterField value={q} onChange={search} placeholder="Search settings" width={320} />
      </div>
      <div className={styles.settings}>
        {settings.error !== null && <Failure error={settings.error} retry={() => void settings.refetch()} />}
        {settings.isPending && <Loading label="Loading settings" />}
        {groups.map((group) => (
          <Panel key={group} title={group} flush>
            {shown
              .filter((one) => groupOf(one.key) === group)
              .map((setting) => (
                <div key={setting.key} className={styles.row}>
                  <EngineSetting setting={setting} />
                </div>
              ))}
          </Panel>
        ))}
        {panels.map(({ panel }) => panel)}
        {nothing && (
          <Empty
            title="No setting is called so"
            actions={
              <Button variant="default" onClick={() => search('')}>
                Show all
              </Button>
            }
          />
        )}
      </div>
    </Page>
  );
}

const groupNames: Record<string, string> = { page: 'Page', window: 'Desktop window', serve: 'Browser page' };

function groupOf(key: string): string {
  return groupNames[key.split('.')[0] ?? ''] ?? 'Engine';
}
