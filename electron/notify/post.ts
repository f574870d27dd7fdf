// What the core has for telling people: files into a folder, mail. The mailer is loaded when it is first needed.
import { type Delivered, type NamedFile, writeToFolder } from './folder.ts';
import type { Mail, MailServer } from './mail.ts';

export interface Post {
  toFolder(folder: string, files: readonly NamedFile[]): Promise<Delivered>;
  toMail(server: MailServer, mail: Mail): Promise<Delivered>;
}

export function createPost(): Post {
  return {
    toFolder: writeToFolder,
    toMail: async (server, mail) => (await import('./mail.ts')).sendMail(server, mail),
  };
}
