// Which language a script is written in, told by its first line as the kernel would.

export type ScriptLanguage = 'shell' | 'python' | 'perl' | 'ruby' | 'javascript' | 'plain';

/** The interpreter of a shebang line, without its path: `#!/usr/bin/env -S python3 -u` -> `python3`; null without one. */
export function interpreterOf(script: string): string | null {
  const [first = ''] = script.split('\n', 1);
  const words = /^#!\s*(.*)$/.exec(first.trimEnd())?.[1]?.split(/\s+/) ?? [];
  const [program, ...rest] = words;
  if (program === undefined || program === '') return null;
  const named = /(?:^|\/)env$/.test(program) ? rest.find((word) => !word.startsWith('-') && !word.includes('=')) : program;
  return named?.split('/').at(-1) ?? null;
}

export function scriptLanguage(script: string): ScriptLanguage {
  const interpreter = interpreterOf(script);
  if (interpreter === null || /^(ba|da|z|k|mk|a)?sh$|^fish$|^busybox$/.test(interpreter)) return 'shell';
  if (/^python[\d.]*$|^pypy/.test(interpreter)) return 'python';
  if (/^perl/.test(interpreter)) return 'perl';
  if (/^ruby/.test(interpreter)) return 'ruby';
  return /^(node|nodejs|deno|bun)$/.test(interpreter) ? 'javascript' : 'plain';
}
