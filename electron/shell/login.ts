// Start at login: a desktop entry where the desktop reads those; elsewhere Electron has a call of its own.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Writes or removes the entry. `command`: program and arguments that start djcron again, hidden. */
export function setAutostart({ on, command, env }: { on: boolean; command: readonly string[]; env: Env }): void {
  const file = path.join(env.XDG_CONFIG_HOME || path.join(env.HOME ?? '', '.config'), 'autostart', 'djcron.desktop');
  if (!on) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, desktopEntry(command));
}

export function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=djcron',
    'Comment=Runs scripts over SSH on many hosts',
    `Exec=${command.map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** As the desktop entry specification wants it: quotes around, four characters escaped, `%` doubled. */
function quoted(argument: string): string {
  return `"${argument.replace(/["`$\\]/g, (character) => `\\${character}`).replaceAll('%', '%%')}"`;
}
