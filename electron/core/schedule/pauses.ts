// Pauses: of all schedules together, of those of one job, or of one. What comes due meanwhile stays open until the pause is
// over; then each schedule's misfire policy decides about it.

import type { PauseRow } from '../../store/schedules.ts';
import { readSettings, writeSetting } from '../../store/settings.ts';
import type { Ports } from '../ports.ts';

/** Setting that holds the pause of all; no choice in the list of settings. */
const memory = 'schedules.paused';

/** Of all schedules; one whose end has come is none any more. */
export function pauseOfAll({ store }: Pick<Ports, 'store'>): PauseRow | null {
  const text = readSettings(store).get(memory);
  return text === undefined ? null : (JSON.parse(text) as PauseRow);
}

export function writePauseOfAll({ store }: Pick<Ports, 'store'>, pause: PauseRow | null): void {
  writeSetting(store, memory, pause === null ? null : JSON.stringify(pause));
}
