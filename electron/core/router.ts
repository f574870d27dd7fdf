// What can be asked of the core: the handlers of every noun, put together as the contract has them.
import { auditHandlers } from './audit.ts';
import { compareHandlers } from './compare/handlers.ts';
import type { Core } from './core.ts';
import { fleetHandlers } from './crontab/fleet.ts';
import { crontabHandlers } from './crontab/handlers.ts';
import { demoHandlers } from './demo.ts';
import { findHandlers } from './find/handlers.ts';
import type { Folder } from './fold/folder.ts';
import { groupHandlers } from './fold/handlers.ts';
import { historyHandlers } from './history/handlers.ts';
import { accessHandlers } from './host/access.ts';
import { hostHandlers } from './host/handlers.ts';
import { keyHandlers } from './host/keys.ts';
import { proposalHandlers } from './host/proposals.ts';
import { jobHandlers } from './jobs.ts';
import { os } from './os.ts';
import { linesHandlers } from './output/handlers.ts';
import { reportHandlers } from './report/handlers.ts';
import { reportScheduleHandlers } from './report/schedule-handlers.ts';
import { runHandlers } from './run/handlers.ts';
import { scheduleHandlers } from './schedule/handlers.ts';
import { settingHandlers } from './settings.ts';
import { steeringHandlers } from './steer/handlers.ts';
import { systemHandlers } from './system.ts';
import { targetHandlers } from './targets.ts';

export function createRouter(core: Core, folder: Folder) {
  return os.router({
    hosts: { ...hostHandlers(core), ...accessHandlers(core), ...proposalHandlers(core) },
    keys: keyHandlers(core),
    targets: targetHandlers(core),
    jobs: jobHandlers(core),
    schedules: scheduleHandlers(core),
    crontabs: {
      ...crontabHandlers(core),
      ...fleetHandlers(core),
    },
    runs: {
      ...runHandlers(core),
      ...historyHandlers(core),
      ...linesHandlers(core),
      ...steeringHandlers(core),
      ...groupHandlers(core, folder),
      ...findHandlers(core),
      ...compareHandlers(core, folder),
    },
    reports: { ...reportHandlers(core, folder), ...reportScheduleHandlers(core) },
    audit: auditHandlers(core),
    system: { ...systemHandlers(core), ...settingHandlers(core), ...demoHandlers(core) },
  });
}
