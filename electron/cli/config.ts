// djcron config: the settings of a home, each with where its value comes from.
import type { Command } from 'commander';
import type { Setting } from '../../shared/contract/system.ts';
import { AppError } from '../../shared/errors.ts';
import { type Act, example, tell } from './act.ts';
import type { ListView } from './terminal/printer.ts';

const settingView: ListView<Setting> = {
  columns: [
    { name: 'KEY', value: (setting) => setting.key },
    { name: 'VALUE', value: (setting) => setting.value },
    { name: 'ORIGIN', value: (setting) => setting.origin },
    { name: 'DEFAULT', value: (setting) => setting.default },
    { name: 'DESCRIPTION', value: (setting) => setting.description },
  ],
  name: (setting) => setting.key,
  empty: 'no settings',
};

export function addConfig(program: Command, act: Act): void {
  const config = example(program.command('config').description('settings'), 'djcron config get');

  example(
    config.command('get').description('a setting, or all of them').argument('[key]'),
    'djcron config get',
    'djcron config get KEY -o json',
  ).action(
    act(async (session, key: string | undefined) => {
      const client = await session.client('read');
      const settings = await client.system.settings();
      if (key === undefined) {
        await session.print.list(settings, settingView);
        return 0;
      }
      const setting = settings.find((one) => one.key === key);
      if (setting === undefined) {
        throw new AppError('DJ-CONFIG-UNKNOWN', `there is no setting "${key}"`, {
          remedy: `known: ${settings.map((one) => one.key).join(', ')}`,
        });
      }
      await session.print.one(setting, { ...settingView, text: () => [setting.value] });
      if (session.format === 'table')
        await session.print.talk(`(${setting.origin}${setting.origin === 'default' ? '' : `, default ${setting.default}`})`);
      return 0;
    }),
  );

  example(
    config
      .command('set')
      .description('change a setting; without a value it goes back to its default')
      .argument('<key>')
      .argument('[value]'),
    'djcron config set KEY VALUE',
  ).action(
    act(async (session, key: string, value: string | undefined) => {
      const client = await session.client('write');
      const setting = await client.system.set({ key, value: value ?? null });
      await tell(session, setting, `${setting.key} is ${setting.value} (${setting.origin})`, (it) => it.key);
      return 0;
    }),
  );
}
