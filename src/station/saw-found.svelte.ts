import type { PatientId } from '#domain/ids.ts';
import type { Station } from './station.ts';

/** Results that stand so long were looked at; those of a half-typed word were not. Milliseconds. */
const LOOKED_MS = 800;
/** Named one by one up to here: an entry must not grow with the practice. */
const MOST_NAMED = 50;

/**
 * Writes to the access log whom a search has shown, once it stands still [AUD-7]. What was typed is not written: it is a name.
 * @param shown a getter: who is on screen as found; empty while nothing is
 */
export function sawFound(station: Station, shown: () => readonly PatientId[]): void {
  $effect(() => {
    const found = shown();
    if (found.length === 0) return;
    const refs = found.slice(0, MOST_NAMED).map((patient) => `patient:${patient}` as const);
    const timer = setTimeout(
      () => station.audit.saw({ action: 'patient/searched', refs, fields: ['identity', 'contact'] }),
      LOOKED_MS
    );
    return () => clearTimeout(timer);
  });
}
