// Moments in text, as programs write them. What tells of a zone, and a year at the end, stays: a host with another zone or a
// wrong year is a difference. A number that counts seconds since 1970 is masked only where its surroundings say so.

const days = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const months = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const clock = String.raw`[0-2]?\d:[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?(?: ?[AP]M\b)?`;

const moments = new RegExp(
  [
    // 2027-01-05T09:00:00.123, 2027/01/05 09:00, with or without a day before it
    String.raw`\b(?:${days} )?\d{4}[-/]\d\d[-/]\d\d[T ]${clock}`,
    String.raw`\b(?:19|20)\d{6}T\d{6}(?=Z|\b)`,
    // syslog, date, ls: Jan  5 09:00:00
    String.raw`\b(?:${days} )?${months} [ \d]\d ${clock}`,
    // Tue, 05 Jan 2027 09:00:00 and 05/Jan/2027:09:00:00
    String.raw`\b(?:${days},? )?\d\d?[ /]${months}[ /]\d{4}[ :]${clock}`,
    // a clock alone needs its seconds: 22:22 may be two ports
    String.raw`(?<![\w:.-])[0-2]?\d:[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?(?: ?[AP]M\b)?(?![\w:])`,
  ].join('|'),
  'g',
);
/** of the kernel's log, since it started */
const sinceBoot = /^\[ *\d+\.\d{6}\]/gm;
const seconds = /\b((?:ts|time|timestamp|epoch)["']?[=:] ?["']?)1\d{9}(?:\d{3}|\d{6}|\d{9}|\.\d{1,9})?\b(?!\.)/g;
const secondsAlone = /(?<![\w.-])1\d{9}\.\d{6,9}(?![\w.])/g;
const audits = /\baudit\(1\d{9}\.\d{3}:\d+\)/g;

export function maskTimes(text: string): string {
  let result = text;
  if (/\d:\d\d|\dT\d{6}/.test(result)) result = result.replace(moments, '«time»');
  if (/\.\d{6}\]/.test(result)) result = result.replace(sinceBoot, '[«time»]');
  if (/1\d{9}/.test(result)) result = result.replace(audits, 'audit(«time»)').replace(seconds, '$1«time»').replace(secondsAlone, '«time»');
  return result;
}
