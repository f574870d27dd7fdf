// How long something took or goes on, in text: with a unit that is nothing else. A single `m` may be memory and a single `d` or `h`
// anything, so these count only beside another unit; days and weeks only where they are clearly time that passed (up, ago).

const words = String.raw`m(?:illiseconds?|secs?|inutes?|ins?|s)|ns|us|\u00c2?\u00b5s|\u03bcs|se(?:conds?|cs?)|h(?:ours?|rs?)`;
/** 0.123s, 12 ms, 3 minutes; 3m12s, 1h 30m, 2d4h; of `dd`: 0.5 s; of `ps`: 2-03:04:05. Not `12 s/page`. */
const amounts = new RegExp(
  String.raw`(?<![\w.-])\d+(?:(?:\.\d+)?(?: ?(?:${words})|s)\b(?!\/)|\.\d+ s\b(?!\/)|[dhm] ?\d+(?:[hm] ?\d+)*(?:\.\d+)?[hms]\b|-\d\d:\d\d:\d\d\b)`,
  'g',
);

const spans = '(?:years?|months?|weeks?|days?|hours?|hrs?|minutes?|min|seconds?|sec|[ywdhs])';
/** 3 days ago, 1h 2min ago */
const ago = new RegExp(String.raw`(?<![\w.-])\d+ ?${spans}(?:,? (?:and )?\d+ ?${spans}){0,6} ago\b`, 'g');
/** the line of `uptime` with its users and loads, and the one of `uptime -p` */
const uptime = /\bup [^\n]{1,80}?\bload averages?: [\d., ]*\d/g;
const up = new RegExp(String.raw`\bup \d+ ${spans}(?:, +(?:\d+ ${spans}|\d+:\d\d\b)){0,6}`, 'g');

export function maskDurations(text: string): string {
  let result = text;
  if (result.includes('load average')) result = result.replace(uptime, 'up «duration»');
  if (result.includes('up ')) result = result.replace(up, 'up «duration»');
  if (result.includes(' ago')) result = result.replace(ago, '«duration» ago');
  return result.replace(amounts, '«duration»');
}
