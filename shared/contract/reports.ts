// Reports: what happened in a run, or in a time, as a file to hand on, signed with the home's key.
import * as z from 'zod';
import { reportFormats, reportKinds } from '../model/report/report.ts';
import { instant, operation, runRef } from './base.ts';
import { reportScheduleOperations } from './report-schedules.ts';

/** Of one run, or of a time: all of it, of one job, of one host. */
const about = {
  run: runRef.optional(),
  /** RFC 3339; `until` is exclusive */
  since: z.string().optional(),
  until: z.string().optional(),
  job: z.string().optional(),
  host: z.string().optional(),
};

export const madeReport = z.object({
  /** name for a file */
  name: z.string(),
  format: z.enum(reportFormats),
  mediaType: z.string(),
  base64: z.string(),
  /** what belongs into a file of the same name with `.sig` after it; null: the signature is in the file */
  signature: z.string().nullable(),
  /** of the content that was signed */
  sha256: z.string(),
  /** the entry of the audit log that says that it was made */
  audit: z.object({ seq: z.number().int(), hash: z.string() }),
});

/** A report that was made, as the audit log knows it. */
export const reportEntry = z.object({
  seq: z.number().int(),
  at: instant,
  actor: z.string(),
  title: z.string(),
  kind: z.enum(reportKinds),
  format: z.enum(reportFormats),
  sha256: z.string(),
  about: z.object({
    run: z.string().nullable(),
    job: z.string().nullable(),
    host: z.string().nullable(),
    since: instant.nullable(),
    until: instant.nullable(),
  }),
});

export const reports = {
  make: operation
    .route({
      method: 'POST',
      path: '/reports',
      successStatus: 201,
      summary: 'Make a report of a run, or of a time; it is signed and logged',
    })
    .input(z.object({ ...about, format: z.enum(reportFormats), bom: z.boolean().default(false) }))
    .output(madeReport),
  preview: operation
    .route({ method: 'GET', path: '/reports/preview', summary: 'The same as HTML, neither signed nor logged' })
    .input(z.object(about))
    .output(z.object({ title: z.string(), html: z.string() })),
  list: operation
    .route({ method: 'GET', path: '/reports', summary: 'Reports that were made, newest first' })
    .input(z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }).optional())
    .output(z.array(reportEntry)),
  key: operation
    .route({ method: 'GET', path: '/reports/key', summary: 'The public key of this home, by which its reports are verified' })
    .output(z.object({ publicKey: z.string(), fingerprint: z.string() })),
  ...reportScheduleOperations,
};

export type MadeReport = z.infer<typeof madeReport>;
export type ReportEntry = z.infer<typeof reportEntry>;
