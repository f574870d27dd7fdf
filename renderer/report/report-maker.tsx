// Chooses the form of a report and has it made: saved as a file, or as Markdown on the clipboard.
import { Button, Radio } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ClipboardCopy, Download } from 'lucide-react';
import { useState } from 'react';
import { type ReportFormat, reportFormats } from '../../shared/model/report/report.ts';
import { Failure } from '../parts/feedback.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import type { ReportAbout } from './about.ts';
import { forms } from './forms.ts';
import styles from './report.module.css';
import { copyReport, saveReport, saveSignature } from './save-report.ts';

/** `about` null: what is asked for is not complete. */
export function ReportMaker({ about, close }: { about: ReportAbout | null; close?: () => void }) {
  const [format, setFormat] = useState<ReportFormat>('html');
  const save = useMutation({ mutationFn: (from: ReportAbout) => saveReport(from, format) });
  const copy = useMutation({ mutationFn: copyReport });
  const busy = save.isPending || copy.isPending;
  const act = (work: typeof save | typeof copy) => {
    save.reset();
    copy.reset();
    if (about !== null && !busy) work.mutate(about);
  };
  useShortcuts('Report', [{ keys: 'mod+enter', title: 'Save the report', run: () => act(save), inFields: true }]);
  const error = save.error ?? copy.error;
  return (
    <div className={styles.maker}>
      <Radio.Group label="Form" value={format} onChange={(value) => setFormat(value as ReportFormat)}>
        <div className={styles.forms}>
          {reportFormats.map((value) => (
            <Radio key={value} value={value} size="xs" label={forms[value].name} description={forms[value].words} />
          ))}
        </div>
      </Radio.Group>
      <div className={styles.acts}>
        <Button leftSection={<Download size={14} />} disabled={about === null} loading={save.isPending} onClick={() => act(save)}>
          Save as {forms[format].name}
        </Button>
        <Button
          variant="default"
          leftSection={<ClipboardCopy size={14} />}
          disabled={about === null}
          loading={copy.isPending}
          onClick={() => act(copy)}
        >
          Copy as Markdown
        </Button>
        {close !== undefined && (
          <Button variant="subtle" color="gray" onClick={close}>
            Close
          </Button>
        )}
      </div>
      {error !== null && <Failure error={error} />}
      <p className="caption faint" role="status">
        {save.data !== undefined && (
          <>
            Saved <code>{save.data.name}</code>, audit entry {save.data.entry}.{' '}
          </>
        )}
        {copy.isSuccess && 'Copied. '}
        Each report is signed with the key of this home, and its making is an entry of the audit log.
      </p>
      {save.data !== undefined && save.data.signature !== null && (
        <Button variant="default" size="compact-sm" onClick={() => saveSignature(save.data)}>
          Save its signature, {save.data.name}.sig
        </Button>
      )}
    </div>
  );
}
