// What stands behind the schedule of a crontab line: `%` ends the command, the rest is its standard input with a newline for each
// `%`; `\%` is a percent sign. As Debian's cron does it, where `\\` in the command is one backslash (cronie leaves two). Pure.

export interface CronCommand {
  command: string;
  /** null: none */
  input: string | null;
}

export function readCommand(text: string): CronCommand {
  const [, command = ''] = /^((?:\\.|[^\\%]|\\$)*)/s.exec(text) ?? [];
  const rest = text.slice(command.length + 1);
  return { command: command.replace(/\\([\\%])/g, '$1'), input: rest === '' ? null : inputOf(rest) };
}

/** Here a backslash before a backslash does not take its meaning from it. */
function inputOf(text: string): string {
  const lines = text.replace(/\\?%/g, (sign) => (sign === '%' ? '\n' : '%'));
  return lines.endsWith('\n') ? lines : `${lines}\n`;
}

/** Back to the text of a line; null where cron has no way to say it. */
export function writeCommand({ command, input }: CronCommand): string | null {
  // the newline at the end need not be said, but behind another one
  const said = input?.replace(/([^\n])\n$/, '$1').replaceAll('%', '\\%');
  const text = `${command.replace(/%|\\(?=[\\%]|$)/g, '\\$&')}${said === undefined ? '' : `%${said.replaceAll('\n', '%')}`}`;
  const back = readCommand(text);
  return /[\n\0]/.test(text) || back.command !== command || back.input !== input ? null : text;
}
