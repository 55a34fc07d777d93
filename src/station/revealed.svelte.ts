import { SvelteMap } from 'svelte/reactivity';
import type { FieldGroup } from '#domain/practice/minimum-necessary.ts';
import type { PatientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { liveNow } from './live.svelte.ts';
import type { Station } from './station.ts';

/** What is masked is shown for so long once somebody asked; then it is masked again. Milliseconds. */
export const REVEALED_MS = 60_000;

/** Groups of one patient that were masked and are shown for a moment. */
export interface Revealed {
  has(group: FieldGroup): boolean;
  /** Shows a group, once the access log has it on disk [AUD-8] [MIN-3]. @throws {StorageFault} and shows nothing */
  reveal(group: FieldGroup): Promise<void>;
  hide(group: FieldGroup): void;
}

/** Lives as long as the calling component. @param patient a getter; what was shown of one is not shown of the next */
export function liveRevealed(station: Station, patient: () => PatientId): Revealed {
  const clock = liveNow(station, 1_000);
  const shown = new SvelteMap<string, Instant>();
  const key = (group: FieldGroup): string => `${patient()} ${group}`;
  return {
    has: (group) => Math.abs(clock.value - (shown.get(key(group)) ?? -Infinity)) < REVEALED_MS,
    async reveal(group) {
      const mine = key(group);
      await station.audit.note({ action: 'field/revealed', refs: [`patient:${patient()}`], fields: [group] });
      shown.set(mine, station.now());
    },
    hide: (group) => void shown.delete(key(group))
  };
}
