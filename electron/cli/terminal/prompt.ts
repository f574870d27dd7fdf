// Questions to the person at the terminal: asked on stderr, answered on stdin, never elsewhere.
import { createInterface } from 'node:readline';
import { Ended } from '../refusal.ts';
import { type Input, type Io, write } from './io.ts';
import { visible } from './text.ts';

/** True on y or yes. Ctrl-C ends the command (130), Ctrl-D means no. */
export async function askYes(io: Io, question: string): Promise<boolean> {
  const answer = await askLine(io, `${visible(question)} [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

function askLine(io: Io, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input: io.stdin, output: io.stderr, terminal: true });
    let answered = false;
    reader.question(question, (answer) => {
      answered = true;
      reader.close();
      resolve(answer);
    });
    reader.on('SIGINT', () => {
      answered = true;
      reader.close();
      reject(new Ended(130));
    });
    reader.on('close', () => {
      io.stdin.pause();
      if (!answered) resolve('');
    });
  });
}

/** A line typed without echo. */
export async function askSecret(io: Io, question: string): Promise<string> {
  await write(io.stderr, visible(question));
  io.stdin.setRawMode?.(true);
  try {
    return await typedLine(io.stdin);
  } finally {
    io.stdin.setRawMode?.(false);
    io.stdin.pause();
    await write(io.stderr, '\n');
  }
}

function typedLine(stdin: Input): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const decoder = new TextDecoder();
    const done = (end: () => void) => {
      stdin.off('data', take);
      end();
    };
    const take = (bytes: Buffer | string) => {
      for (const character of typeof bytes === 'string' ? bytes : decoder.decode(bytes, { stream: true })) {
        if (character === '\r' || character === '\n') return done(() => resolve(typed));
        if (character === '\u0003') return done(() => reject(new Ended(130)));
        if (character === '\u0004') return done(() => resolve(typed));
        if (character === '\u0015') typed = '';
        else if (character === '\u007f' || character === '\b') typed = typed.replace(/.$/su, '');
        else typed += character;
      }
    };
    stdin.on('data', take);
    stdin.resume();
  });
}

/** Everything on stdin as text; a password given that way loses its one newline at the end. */
export async function readAll(stdin: Input): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

export async function readSecret(stdin: Input): Promise<string> {
  return (await readAll(stdin)).toString('utf8').replace(/\r?\n$/, '');
}
