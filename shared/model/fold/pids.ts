// Process ids in text, where a word or a form says that it is one: sshd[1234]:, pid 1234, /proc/1234, the tree of systemctl.

/** A single digit in brackets is rather a place in a list. */
const tags = /(?<=[\w)/@.-])\[\d{2,7}\](?=:)/g;
const named = /\b((?:P?PID|p?pid|Pid)["']?(?:[=:] ?| )["']?)\d{1,7}\b/g;
const folders = /\/proc\/\d+\b/g;
/** `├─1234 nginx`, as text and as bytes */
const branches = /((?:[├└]─|\u00e2\u0094[\u009c\u0094]\u00e2\u0094\u0080) ?)\d+(?= )/g;

export function maskPids(text: string): string {
  let result = text;
  if (result.includes(']:')) result = result.replace(tags, '[«pid»]');
  if (/pid|PID|Pid/.test(result)) result = result.replace(named, '$1«pid»');
  if (result.includes('/proc/')) result = result.replace(folders, '/proc/«pid»');
  if (result.includes('─') || result.includes('\u00e2\u0094\u0080')) result = result.replace(branches, '$1«pid»');
  return result;
}
