// The engine about itself: what it is, whether its surroundings are in order, its backup, and the stream of all changes.
import { accessSync, constants } from 'node:fs';
import { verifyAudit } from '../store/audit.ts';
import { checkFreeSpace } from '../store/free-space.ts';
import { logDeed } from './audited.ts';
import type { Core } from './core.ts';
import { demoStateOf } from './demo.ts';
import { os } from './os.ts';
import { listSettings } from './settings.ts';

export function systemHandlers(core: Core) {
  const { surroundings } = core;
  return {
    info: os.system.info.handler(({ context }) => ({
      version: surroundings.version,
      home: surroundings.home,
      pid: surroundings.pid,
      shell: surroundings.shell,
      actor: context.caller.actor,
      platform: surroundings.platform,
      node: process.version,
      timezone: surroundings.timezone,
      demo: demoStateOf(core),
      demoNote: core.demo.unavailable(),
      storage: core.recorder.storage(),
    })),
    doctor: os.system.doctor.handler(() => ({
      version: surroundings.version,
      home: surroundings.home,
      instance: core.instance(),
      versions: versionsOf(core),
      checks: checksOf(core),
    })),
    backup: os.system.backup.handler(async ({ input, context }) => {
      const { writeBackup } = await import('../store/backup.ts'); // brings the packer along, which nothing else needs
      const written = await writeBackup({ database: core.store.database, outputDir: core.store.outputDir, path: input.path });
      logDeed(core, context.caller, { action: 'home.backup', object: input.path, after: { bytes: written.bytes } });
      return written;
    }),
    events: os.system.events.handler(({ lastEventId, signal }) => core.announcer.listen(lastEventId, signal)),
  };
}

function versionsOf({ store }: Core): Record<string, string> {
  const sqlite = store.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? '';
  const { node, openssl, electron } = process.versions;
  return { node, sqlite, openssl, ...(electron === undefined ? {} : { electron }) };
}

function checksOf(core: Core) {
  const { surroundings, store } = core;
  const quick = store.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check ?? 'no answer';
  const audit = verifyAudit(store);
  const demo = core.demo.unavailable();
  const known = `${surroundings.sshDir}/known_hosts`;
  return [
    core.recorder.storage() === 'refused'
      ? check(
          'database',
          false,
          'it takes no writes: output is held back on the hosts',
          'end what holds it (fuser tells); the log of djcron says more',
        )
      : check('database', quick === 'ok', quick === 'ok' ? 'intact' : quick, 'restore a backup: djcron restore FILE'),
    check(
      'audit log',
      audit.ok,
      audit.ok ? `${audit.entries} entries in one chain` : (audit.problem ?? 'broken'),
      'somebody changed the log; compare with a backup',
    ),
    checkFreeSpace(surroundings.outputDir, core.recorder.storage() === 'full'),
    check('agent', surroundings.agent !== null, surroundings.agent ?? 'no SSH_AUTH_SOCK', 'optional: start ssh-agent and ssh-add your key'),
    check(
      'known_hosts',
      readable(known),
      readable(known) ? known : `${known} is not there or cannot be read`,
      'optional: accept keys with djcron key accept',
    ),
    check('demo fleet', demo === null, demo ?? 'can be started', null),
    check(
      'settings',
      true,
      `${listSettings(core).filter((setting) => setting.origin !== 'default').length} changed from their defaults`,
      null,
    ),
  ];
}

function check(name: string, ok: boolean, detail: string, remedy: string | null) {
  return { name, ok, detail, remedy: ok ? null : remedy };
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
