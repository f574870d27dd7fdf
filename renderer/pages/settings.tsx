// What can be set: this browser's own taste, then the engine's settings with value, default and where each comes from,
// then what the engine is and how it fares.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { Empty, Failure, Loading } from '../parts/feedback.tsx';
import { FilterField } from '../parts/filter-field.tsx';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import styles from './settings.module.css';
import { tasteRows } from './settings-appearance.tsx';
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

  const taste = tasteRows.filter((row) => fits(`appearance keyboard ${row.name} ${row.words}`));
  const engine = (settings.data ?? []).filter((one) => fits(`engine ${one.key} ${one.description} ${one.value} ${one.origin}`));
  const panels = [
    { words: 'demo fleet remove try', panel: <DemoPanel key="demo" /> },
    { words: 'health doctor checks diagnostics versions', panel: <HealthPanel key="health" /> },
    { words: 'backup copy restore', panel: <BackupPanel key="backup" /> },
    { words: 'about version home pid', panel: <AboutPanel key="about" /> },
  ].filter(({ words }) => fits(words));
  const nothing = taste.length + engine.length + panels.length === 0 && !settings.isPending;
  return (
    <Page title="Settings">
      <div className={styles.tools}>
        <FilterField value={q} onChange={search} placeholder="Search settings" width={320} />
      </div>
      <div className={styles.settings}>
        {taste.length > 0 && (
          <Panel title="This browser" flush>
            {taste.map((row) => (
              <div key={row.name} className={styles.row}>
                {row.row}
              </div>
            ))}
          </Panel>
        )}
        {settings.error !== null && <Failure error={settings.error} retry={() => void settings.refetch()} />}
        {settings.isPending && <Loading label="Loading settings" />}
        {engine.length > 0 && (
          <Panel title="Engine" flush>
            {engine.map((setting) => (
              <div key={setting.key} className={styles.row}>
                <EngineSetting setting={setting} />
              </div>
            ))}
          </Panel>
        )}
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
