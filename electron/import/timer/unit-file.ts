// Files of systemd units as `systemctl cat` prints them, a unit with its drop-ins: settings by section, in their order. Pure.

export interface UnitSetting {
  section: string;
  key: string;
  value: string;
}

/** An empty value takes back what was set before of that key, as it does in systemd for lists. */
export function readUnit(text: string): UnitSetting[] {
  let settings: UnitSetting[] = [];
  let section = '';
  for (const line of joined(text)) {
    const head = /^\[([^\]]+)\]$/.exec(line);
    if (head !== null) section = head[1] ?? '';
    const [, key, value = ''] = /^([A-Za-z]\w*)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (head !== null || key === undefined) continue;
    if (value === '') settings = settings.filter((one) => one.section !== section || one.key !== key);
    else settings.push({ section, key, value });
  }
  return settings;
}

/** Lines that end in a backslash go on in the next; comments in between are left out. */
function joined(text: string): string[] {
  const lines: string[] = [];
  let open = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) {
      open &&= line !== '';
      continue;
    }
    const part = line.replace(/\\$/, '').trimEnd();
    if (open) lines.push(`${lines.pop() ?? ''} ${part}`);
    else lines.push(part);
    open = line.endsWith('\\');
  }
  return lines;
}

export function valuesOf(settings: readonly UnitSetting[], section: string, key: string): string[] {
  return settings.filter((one) => one.section === section && one.key === key).map(({ value }) => value);
}

export function lastOf(settings: readonly UnitSetting[], section: string, key: string): string | undefined {
  return valuesOf(settings, section, key).at(-1);
}
