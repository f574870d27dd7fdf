// What a host calls itself, and where that stands in text.

/**
 * Its name, the first part of that, its address. What is common to all hosts (localhost) is not its own, and a name that may be a
 * number like any other tells nothing.
 */
export function ownNames({ name, address }: { name: string; address: string }): string[] {
  const isAddress = /^[\d.]+$|:/.test(name);
  const names = [name, isAddress ? '' : (name.split('.')[0] ?? ''), address];
  const all = names.flatMap((one) => [one, one.toLowerCase()]).filter(isTelling);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

function isTelling(name: string): boolean {
  if (name.length < 2 || /^(?:localhost\b.*|127\..*|::1)$/i.test(name)) return false;
  return /[A-Za-z]/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');
}

/** Where it stands alone: `web-1` is neither in `web-10` nor in `old-web-1`, but it is in `web-1.example.org`. */
export function maskName(text: string, name: string): string {
  let at = text.indexOf(name);
  if (at < 0) return text;
  let result = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (!before.test(text[at - 1] ?? ' ') || !after.test(text.slice(end, end + 2))) continue;
    result += `${text.slice(from, at)}«host»`;
    from = end;
  }
  return result + text.slice(from);
}

const before = /[^\w.-]/;
const after = /^(?:$|[^\w.-]|\.(?:$|\D))/;
