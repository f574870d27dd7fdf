// How instants, spans and sizes are written. Pure: the caller says what time it is and which zone is meant.

export type Zone = 'local' | 'utc';
/** The zone shown, or another by its IANA name. */
export type ZoneId = Zone | (string & {});

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Relative up to a day (`just now`, `40 s ago`, `in 5 min`), then the date. */
export function formatAgo(at: number, now: number, zone: ZoneId): string {
  const distance = now - at;
  const size = Math.abs(distance);
  if (size >= dayMs) return formatInstant(at, zone, { now });
  if (size < 5 * secondMs) return distance < 0 ? 'now' : 'just now';
  const text =
    size < minuteMs
      ? `${Math.floor(size / secondMs)} s`
      : size < hourMs
        ? `${Math.floor(size / minuteMs)} min`
        : `${Math.floor(size / hourMs)} h`;
  return distance >= 0 ? `${text} ago` : `in ${text}`;
}

export interface InstantForm {
  /** leaves the year out when it is this one's */
  now?: number;
  seconds?: boolean;
  milliseconds?: boolean;
}

/** `Tue 24 Nov 02:30`, with the year when it is another than `now`'s; 24 hours. */
export function formatInstant(at: number, zone: ZoneId, form: InstantForm = {}): string {
  const part = partsOf(at, zone);
  const year = form.now !== undefined && partsOf(form.now, zone).year === part.year ? '' : ` ${part.year}`;
  return `${part.weekday} ${Number(part.day)} ${part.month}${year} ${formatClock(at, zone, form)}`;
}

/** `Tue 24 Nov 2026`. */
export function formatDay(at: number, zone: ZoneId): string {
  const part = partsOf(at, zone);
  return `${part.weekday} ${Number(part.day)} ${part.month} ${part.year}`;
}

/** `02:30`, `02:30:11`, `02:30:11.042`. */
export function formatClock(at: number, zone: ZoneId, form: InstantForm = {}): string {
  const part = partsOf(at, zone);
  const seconds = form.seconds || form.milliseconds ? `:${part.second}` : '';
  const milliseconds = form.milliseconds ? `.${String(Math.floor(at % 1000)).padStart(3, '0')}` : '';
  return `${part.hour}:${part.minute}${seconds}${milliseconds}`;
}

/** `UTC`, `CET`, `GMT+5:30`: what the zone calls itself at that instant. */
export function zoneName(zone: ZoneId, at: number): string {
  if (zone === 'utc') return 'UTC';
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short', timeZone: ianaOf(zone) }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'local';
}

/** `512 B`, `1.4 KiB`, `3.0 MiB`, `12 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

type Parts = Record<'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute' | 'second', string>;

/** A calendar's day, as written by its year, month and day of month. */
export interface CivilDay {
  year: number;
  /** 1 to 12 */
  month: number;
  day: number;
}

/** The day an instant belongs to in a zone. */
export function civilDayOf(at: number, zone: ZoneId): CivilDay {
  const part = partsOf(at, zone);
  return { year: Number(part.year), month: months.indexOf(part.month) + 1, day: Number(part.day) };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For Intl; undefined: the zone of this computer. */
function ianaOf(zone: ZoneId): string | undefined {
  return zone === 'local' ? undefined : zone === 'utc' ? 'UTC' : zone;
}

const formats = new Map<ZoneId, Intl.DateTimeFormat>();

function formatOf(zone: ZoneId): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: ianaOf(zone),
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}

function partsOf(at: number, zone: ZoneId): Parts {
  const parts: Parts = { weekday: '', day: '', month: '', year: '', hour: '', minute: '', second: '' };
  for (const { type, value } of formatOf(zone).formatToParts(at)) {
    if (type in parts) parts[type as keyof Parts] = value.slice(0, type === 'month' ? 3 : undefined);
  }
  return parts;
}
