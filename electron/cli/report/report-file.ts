// Where a report that was made goes: into a file with its signature beside it where it needs one, whole or not at all, or to stdout.
import { accessSync, closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { MadeReport } from '../../../shared/contract/reports.ts';
import { AppError } from '../../../shared/errors.ts';
import { type ReportFormat, reportFormats } from '../../../shared/model/report/report.ts';
import { tell } from '../act.ts';
import { usage } from '../refusal.ts';
import type { Session } from '../session.ts';
import { showBytes } from '../terminal/moment.ts';

export interface ReportOptions {
  format?: ReportFormat;
  outputFile?: string;
  bom?: true;
}

export function withReportOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'in this form (default: as the name of the file ends, else html)').choices(reportFormats))
    .option('-O, --output-file <file>', 'into this file; - for stdout (default: its own name, in this folder)')
    .option('--bom', 'CSV begins with a byte order mark, for programs that need one');
}

/** Before anything is made. Throws DJ-INPUT-INVALID, DJ-FILE-UNREADABLE. */
export function wantedForm(session: Session, { format, outputFile, bom }: ReportOptions): { format: ReportFormat; bom: boolean } {
  const ending = outputFile === undefined ? '' : path.extname(outputFile).slice(1).toLowerCase();
  const wanted = format ?? reportFormats.find((one) => one === ending) ?? 'html';
  if (bom === true && wanted !== 'csv') throw usage('--bom is for CSV', 'leave it out, or give --format csv');
  if (outputFile !== '-') refuseFolder(path.dirname(session.path(outputFile ?? 'report')));
  return { format: wanted, bom: bom === true };
}

export async function deliverReport(session: Session, made: MadeReport, { outputFile }: ReportOptions): Promise<void> {
  const bytes = Buffer.from(made.base64, 'base64');
  if (outputFile === '-') {
    await session.print.out(bytes);
    if (made.signature !== null)
      await session.print.talk(`not signed: the signature of ${made.format} is a file of its own, which needs -O FILE`);
    return;
  }
  const file = session.path(outputFile ?? made.name);
  writeWhole(file, bytes);
  if (made.signature !== null) writeWhole(`${file}.sig`, Buffer.from(made.signature));
  const beside = made.signature === null ? 'signed inside' : `signature in ${path.basename(file)}.sig`;
  const { base64: _, ...told } = made;
  await tell(
    session,
    { ...told, file },
    `wrote ${file} (${showBytes(bytes.length)}, ${beside}, audit entry ${made.audit.seq})`,
    (it) => it.file,
  );
}

function refuseFolder(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function unwritable(where: string, cause: unknown): AppError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new AppError('DJ-FILE-UNREADABLE', `the report cannot be written: ${why}`, {
    where,
    remedy: 'choose another place with -O',
    cause,
  });
}

/** Throws DJ-FILE-UNREADABLE, with what was there before still there. */
function writeWhole(file: string, bytes: Uint8Array): void {
  const beside = `${file}.${process.pid}.new`;
  try {
    const fd = openSync(beside, 'wx');
    try {
      writeFileSync(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, file);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw unwritable(file, cause);
  }
}
