// Time zones to choose from, each with what it is ahead of UTC now. Pure.

export interface ZoneChoice {
  /** IANA name */
  name: string;
  /** `UTC+01:00` */
  offset: string;
}

/** All zones the runtime knows, by name, UTC first; `kept` is among them even when it is not known. */
export function zoneChoices(now: number, kept: string): ZoneChoice[] {
  const names = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
  const all = kept === '' || names.includes(kept) ? names : [kept, ...names];
  return all.map((name) => ({ name, offset: offsetOf(name, now) }));
}

/** `UTC+05:30`; empty for what is no zone. */
export function offsetOf(name: string, now: number): string {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone: name, timeZoneName: 'longOffset' }).formatToParts(now);
    const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return text === 'GMT' ? 'UTC+00:00' : text.replace('GMT', 'UTC');
  } catch {
    return '';
  }
}

/** Whether what is typed means the zone: a part of its name, blanks as they are spoken, or of its offset (`+5:30`). */
export function zoneFits({ name, offset }: ZoneChoice, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${name} ${name.replaceAll('_', ' ')} ${offset} ${offset.replace(/([+-])0/, '$1')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
