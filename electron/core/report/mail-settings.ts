// The mail server as the settings have it.
import { AppError } from '../../../shared/errors.ts';
import type { MailServer } from '../../notify/mail.ts';
import type { Core } from '../core.ts';
import { settingOf } from '../settings.ts';

/** null: there is none. The password is never a setting: it comes from a file or the environment. */
export function mailServerOf(core: Core): MailServer | null {
  const host = settingOf(core, 'mail.host');
  if (host === '') return null;
  const user = settingOf(core, 'mail.user');
  const value = core.surroundings.env.DJCRON_MAIL__PASSWORD;
  const file = settingOf(core, 'mail.password-file');
  return {
    host,
    port: Number(settingOf(core, 'mail.port')),
    security: settingOf(core, 'mail.security') as MailServer['security'],
    from: settingOf(core, 'mail.from') || `djcron@${host}`,
    user,
    password: value !== undefined ? { value } : file === '' ? null : { file },
  };
}

/** Throws DJ-INPUT-INVALID. */
export function refuseWithoutMail(core: Core): void {
  if (mailServerOf(core) !== null) return;
  throw new AppError('DJ-INPUT-INVALID', 'there is no mail server', {
    where: 'mail',
    remedy: 'set one first: djcron config set mail.host …',
  });
}
