// Sends a mail with files by the server of the settings. What that server answers is a value: whether it is worth another try
// is told with it. Takes nothing from files or addresses of its own accord.
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { Delivered, NamedFile } from './folder.ts';

export const mailSecurities = ['starttls', 'tls', 'none'] as const;

export interface MailServer {
  host: string;
  port: number;
  security: (typeof mailSecurities)[number];
  from: string;
  /** '': without logging in */
  user: string;
  /** the password itself, or the file that has it in its first line; null: none */
  password: { value: string } | { file: string } | null;
}

export interface Mail {
  to: readonly string[];
  subject: string;
  text: string;
  files: readonly NamedFile[];
}

const patienceMs = 60_000;

export async function sendMail(server: MailServer, { to, subject, text, files }: Mail): Promise<Delivered> {
  const auth = loginOf(server);
  if ('why' in auth) return auth;
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...auth,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  const attachments = files.map(({ name, bytes, mediaType }) => ({ filename: name, content: Buffer.from(bytes), contentType: mediaType }));
  try {
    const { rejected } = await transport.sendMail({ from: server.from, to: [...to], subject, text, attachments });
    return rejected.length === 0 ? null : { why: `the mail server does not take mail for ${rejected.join(', ')}`, again: false };
  } catch (error) {
    return answerOf(error, server);
  } finally {
    transport.close();
  }
}

function loginOf({ user, password }: MailServer): { auth?: { user: string; pass: string } } | { why: string; again: boolean } {
  if (user === '') return {};
  if (password === null) return { why: 'mail.user is set, and there is no password: set mail.password-file', again: false };
  if ('value' in password) return { auth: { user, pass: password.value } };
  try {
    return { auth: { user, pass: readFileSync(password.file, 'utf8').split(/\r?\n/, 1)[0] ?? '' } };
  } catch {
    return { why: `the password in ${password.file} cannot be read`, again: true };
  }
}

/** A refusal for good is one of the class 5 (552: too large); everything else may pass. */
function answerOf(error: unknown, { host, port }: MailServer): Delivered {
  if (!(error instanceof Error)) return { why: String(error), again: true };
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  const said = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
  const line = said.replace(/\s+/g, ' ').slice(0, 300);
  if (code === null) return { why: `the mail server ${host}:${port} cannot be used: ${line}`, again: true };
  const larger = code === 552 ? '; the report is larger than it takes: use fewer forms, or a folder' : '';
  return { why: `the mail server refused it: ${line}${larger}`, again: code < 500 };
}
