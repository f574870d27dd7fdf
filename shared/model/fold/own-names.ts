// What a host calls itself, and where that stands in text.

export interface Called {
  name: string;
  address: string;
  /** what it calls itself, where that is known */
  hostname?: string | null;
}

/**
 * Its name and hostname, the first part of each, its address. What is common to all hosts (localhost) is not its own, and a name
 * that may be a number like any other tells nothing.
 */
export function ownNames({ name, address, hostname }: Called): string[] {
  const names = [name, hostname ?? ''].flatMap((one) => [one, isAddress(one) ? '' : (one.split('.')[0] ?? '')]);
  const all = [...names, address].flatMap((one) => [one, one.toLowerCase()]).filter(isTelling);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

function isAddress(name: string): boolean {
  return /^[\d.]+$|:/.test(name);
}

function isTelling(name: string): boolean {
  if (name.length < 2 || /^(?:localhost\b.*|127\..*|::1)$/i.test(name)) return false;
  return /[A-Za-z]/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');
}

/** Where it stands alone: `web-1` is neither in `web-10` nor in `old-web-1`, but it is in `web-1.example.org`. */
export function maskName(text: string, name: string): string {
  if (!text.includes(name)) return text;
  const before = name.includes(':') ? '[\\w.:-]' : '[\\w.-]';
  const after = name.includes(':') ? '[\\w-]|[.:][\\da-fA-F]' : '[\\w-]|\\.\\d';
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<!${before})${literal}(?!${after})`, 'g'), '«host»');
}
