// Moments in text, as programs write them. What tells of a zone, and a year at the end, stays: a host with another zone or a
// wrong year is a difference. A number that counts seconds since 1970 is masked only where its surroundings say so.

const days = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const months = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const seconds = String.raw`:[0-6]\d(?:[.,]\d{1,9})?`;
const clock = String.raw`[0-2]?\d:[0-5]\d(?:${seconds})?(?: ?[AP]M\b)?`;

// Two searches, each for one kind of first character, are twice as fast as one.
/** syslog, date, ls: Jan  5 09:00:00; Tue Jan  5 …; Tue, 05 Jan 2027 …; Tue 2027-01-05 … */
const fromLetters = new RegExp(
  String.raw`\b(?:${days},? (?:${months} [ \d]\d|\d\d? ${months} \d{4}|\d{4}-\d\d-\d\d)|${months} [ \d]\d) ${clock}`,
  'g',
);
/** 2027-01-05T09:00:00.123, 2027/01/05 09:00, 20270105T090000, 05/Jan/2027:09:00:00; a clock alone needs its seconds: 22:22 may be two ports */
const fromDigits = new RegExp(
  [
    String.raw`\b\d(?:\d{3}([-/])\d\d\1\d\d[T ]${clock}|\d{7}T\d{6}(?=Z?\b)|\d?([ /])${months}\2\d{4}[ :]${clock})`,
    String.raw`(?<![\w:.-])[0-2]?\d:[0-5]\d${seconds}(?: ?[AP]M\b)?(?![\w:])`,
    String.raw`(?<![\w:.-])[0-2]?\d:[0-5]\d ?[AP]M\b`,
  ].join('|'),
  'g',
);
/** of the kernel's log, since it started */
const sinceBoot = /^\[ *\d+\.\d{6}\]/gm;
const epochs = /\b((?:ts|time|timestamp|epoch)["']?[=:] ?["']?)1\d{9}(?:\d{3}|\d{6}|\d{9}|\.\d{1,9})?\b(?!\.)/g;
const epochsAlone = /(?<![\w.-])1\d{9}\.\d{6,9}(?![\w.])/g;
const audits = /\baudit\(1\d{9}\.\d{3}:\d+\)/g;

/** Written out, it is searched ten times as fast as `1\d{9}`: most texts have none. */
const tenDigits = /1[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]/;

export function maskTimes(text: string): string {
  let result = text;
  if (/\d:\d\d|\dT\d{6}/.test(result)) result = result.replace(fromLetters, '«time»').replace(fromDigits, '«time»');
  if (result.startsWith('[') || result.includes('\n[')) result = result.replace(sinceBoot, '[«time»]');
  if (tenDigits.test(result)) {
    result = result.replace(audits, 'audit(«time»)').replace(epochs, '$1«time»').replace(epochsAlone, '«time»');
  }
  return result;
}
