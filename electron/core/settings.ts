// The settings there are: key, default, what it means, what it takes. The environment (DJCRON_SECTION__KEY) is above the home.
import type { Setting } from '../../shared/contract/system.ts';
import { AppError } from '../../shared/errors.ts';
import type { Retention } from '../../shared/model/retention.ts';
import { parseSize } from '../../shared/model/size.ts';
import { nearestOf } from '../../shared/model/target/nearest.ts';
import { readSettings, writeSetting } from '../store/settings.ts';
import { changeAudited } from './audited.ts';
import type { Core } from './core.ts';
import { os } from './os.ts';
import type { Ports } from './ports.ts';

interface Definition {
  default: string;
  description: string;
  /** words it takes, or a rule */
  takes: readonly string[] | { fits: (value: string) => boolean; words: string };
}

const yesNo = ['true', 'false'];
const mailSecurities = ['starttls', 'tls', 'none'];
const definitions = {
  'page.theme': { default: 'auto', description: 'Light, dark, or as the system has it', takes: ['auto', 'light', 'dark'] },
  'page.time-zone': { default: 'local', description: 'Zone in which times are shown', takes: ['local', 'utc'] },
  'page.single-keys': { default: 'true', description: 'Single letters act as shortcuts', takes: yesNo },
  'page.density': { default: 'compact', description: 'Height of rows', takes: ['compact', 'cosy'] },
  'window.close-to-tray': { default: 'true', description: 'Closing the window leaves djcron running in the tray', takes: yesNo },
  'window.start-at-login': { default: 'false', description: 'Start djcron when you log in', takes: yesNo },
  'window.notify-failures': { default: 'true', description: 'Tell by a system notice when a run fails', takes: yesNo },
  'window.keep-awake': { default: 'true', description: 'Keep this computer from sleeping while a run is on', takes: yesNo },
  'serve.port': { default: '7450', description: 'Port of djcron serve', takes: { fits: isPort, words: '0 to 65535' } },
  'mail.host': {
    default: '',
    description: 'Mail server that sends reports; empty: none',
    takes: { fits: isHostOrNone, words: 'a name or an address' },
  },
  'mail.port': { default: '587', description: 'Port of the mail server', takes: { fits: isPort, words: '0 to 65535' } },
  'mail.security': { default: 'starttls', description: 'How the way to the mail server is made safe', takes: mailSecurities },
  'mail.from': {
    default: '',
    description: 'Sender of mail; empty: djcron at the mail server',
    takes: { fits: isAddressOrNone, words: 'a mail address' },
  },
  'mail.user': {
    default: '',
    description: 'User to log in as at the mail server; empty: without',
    takes: { fits: isOneLine, words: 'one line' },
  },
  'mail.password-file': {
    default: '',
    description: 'File on the computer of djcron with the password of mail.user in its first line; or DJCRON_MAIL__PASSWORD',
    takes: { fits: (value) => value === '' || value.startsWith('/') || /^[A-Za-z]:\\/.test(value), words: 'an absolute path' },
  },
  'retention.days': {
    default: '365',
    description: 'Output and samples of a run go when it is older than so many days; its job may say otherwise',
    takes: { fits: isCountOrOff, words: 'a number of days, or off' },
  },
  'retention.runs': {
    default: 'off',
    description: 'Of each job only so many newest runs keep their output and samples; the job may say otherwise',
    takes: { fits: isCountOrOff, words: 'a number of runs, or off' },
  },
  'retention.ledger': {
    default: '400',
    description: 'Rows of the ledger of schedules, and deliveries of reports, go when what they tell of is older than so many days',
    takes: { fits: isCountOrOff, words: 'a number of days, or off' },
  },
  'retention.bytes': {
    default: '50GiB',
    description: 'Output of all runs takes no more than this; the oldest goes first',
    takes: { fits: (value) => value === 'off' || parseSize(value) !== null, words: 'a size such as 50GiB, or off' },
  },
} as const satisfies Record<string, Definition>;

export type SettingKey = keyof typeof definitions;
const known: Readonly<Record<string, Definition>> = definitions;

export function settingHandlers(core: Core) {
  return {
    settings: os.system.settings.handler(() => listSettings(core)),
    set: os.system.set.handler(({ input, context }) => {
      const definition = definitionOf(input.key);
      if (input.value !== null) checkValue(input.key, definition, input.value);
      const before = readSettings(core.store).get(input.key) ?? null;
      changeAudited(core, context.caller, (log) => {
        writeSetting(core.store, input.key, input.value);
        log({ action: 'config.set', object: input.key, before, after: input.value });
      });
      core.announcer.announce({ type: 'settings' });
      return present(core, readSettings(core.store), input.key);
    }),
  };
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535;
}

function isOneLine(value: string): boolean {
  return !/[\r\n]/.test(value);
}

function isHostOrNone(value: string): boolean {
  return /^[A-Za-z0-9.:-]*$/.test(value);
}

function isAddressOrNone(value: string): boolean {
  return /^([^\s<>,]+@[^\s<>,@]+)?$/.test(value);
}

function isCountOrOff(value: string): boolean {
  return value === 'off' || /^[1-9]\d{0,8}$/.test(value);
}

/** How long output stays where its job does not say. */
export function retentionOf(needs: Needs): Retention {
  return {
    days: limitOf(needs, 'retention.days', Number),
    runs: limitOf(needs, 'retention.runs', Number),
    bytes: limitOf(needs, 'retention.bytes', parseSize),
  };
}

/** Days that rows of the ledger stay; null: for ever. */
export function ledgerDays(needs: Needs): number | null {
  return limitOf(needs, 'retention.ledger', Number);
}

/** null: off. A value of the environment that is none is as the default. */
function limitOf(needs: Needs, key: SettingKey, parse: (text: string) => number | null): number | null {
  const { value, default: usual } = present(needs, readSettings(needs.store), key);
  const { takes } = definitionOf(key);
  const text = 'fits' in takes && takes.fits(value) ? value : usual;
  return text === 'off' ? null : parse(text);
}

type Needs = Pick<Ports, 'store' | 'surroundings'>;

export function listSettings(needs: Needs): Setting[] {
  const stored = readSettings(needs.store);
  return Object.keys(definitions).map((key) => present(needs, stored, key));
}

export function settingOf(needs: Needs, key: SettingKey): string {
  return present(needs, readSettings(needs.store), key).value;
}

function present({ surroundings }: Needs, stored: ReadonlyMap<string, string>, key: string): Setting {
  const { default: usual, description } = definitionOf(key);
  const fromEnvironment = surroundings.env[variableOf(key)];
  if (fromEnvironment !== undefined) return { key, value: fromEnvironment, default: usual, origin: 'environment', description };
  const value = stored.get(key);
  return { key, value: value ?? usual, default: usual, origin: value === undefined ? 'default' : 'home', description };
}

/** `window.close-to-tray` -> `DJCRON_WINDOW__CLOSE_TO_TRAY` */
function variableOf(key: string): string {
  return `DJCRON_${key.toUpperCase().replaceAll('.', '__').replaceAll('-', '_')}`;
}

function definitionOf(key: string): Definition {
  const definition = known[key];
  if (definition) return definition;
  const nearest = nearestOf(key, Object.keys(definitions));
  throw new AppError('DJ-CONFIG-UNKNOWN', `there is no setting "${key}"`, {
    where: key,
    remedy: nearest ? `did you mean ${nearest}?` : 'see: djcron config get',
  });
}

function checkValue(key: string, { takes }: Definition, value: string): void {
  const fits = 'fits' in takes ? takes.fits(value) : takes.includes(value);
  if (fits) return;
  throw new AppError('DJ-CONFIG-INVALID', `"${value}" is no value for ${key}`, {
    where: key,
    remedy: `it takes ${'words' in takes ? takes.words : takes.join(', ')}`,
  });
}
