// Who reads a script: its first line, understood as Linux does. Pure.

export interface Interpreter {
  /** '': none is named, /bin/sh reads it */
  path: string;
  /** everything after the path is one argument, as in the kernel: `#!/usr/bin/env -S a b` splits it itself */
  argument: string;
}

/** A carriage return at the line's end is left out: nobody means it. */
export function interpreterOf(script: string): Interpreter {
  const match = /^#![ \t]*([^ \t\r\n]+)[ \t]*([^\r\n]*)/.exec(script);
  return { path: match?.[1] ?? '', argument: (match?.[2] ?? '').replace(/[ \t]+$/, '') };
}
