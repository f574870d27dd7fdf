// `NAME = value` in a crontab, by the rules of Vixie cron's load_env: blanks around `=`, matching quotes around all of a name or
// value, nothing expanded. Pure.

export interface Setting {
  name: string;
  value: string;
  /** no quotes stand around the value */
  isBare: boolean;
}

/** `line` begins without blanks. Null: cron takes it for no setting. */
export function readSetting(line: string): Setting | null {
  const name = /^(?:"([^"=]*)"|'([^'=]*)'|([^\s='"][^\s=]*))\s*=\s*/.exec(line);
  if (name === null) return null;
  const rest = line.slice(name[0].length);
  const quoted = /^(?:"([^"]*)"|'([^']*)')\s*$/.exec(rest);
  const nameText = name[1] ?? name[2] ?? name[3] ?? '';
  if (quoted !== null) return { name: nameText, value: quoted[1] ?? quoted[2] ?? '', isBare: false };
  if (/^["']/.test(rest)) return null; // an end of the quotes is missing, or something follows it
  return { name: nameText, value: rest.trimEnd(), isBare: true };
}

/** The line that gives this value back; null where cron has no way to write it. */
export function writeSetting(name: string, value: string): string | null {
  if (/[\n\0]/.test(value)) return null;
  if (value !== '' && !/^["'\s]|\s$/.test(value)) return `${name}=${value}`;
  if (!value.includes('"')) return `${name}="${value}"`;
  return value.includes("'") ? null : `${name}='${value}'`;
}
