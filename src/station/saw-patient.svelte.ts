import type { PatientId } from '#domain/ids.ts';
import type { Station } from './station.ts';

/**
 * Writes to the access log that a person's record is on screen [AUD-7].
 * @param shown a getter: whose it is; null while nothing of anybody is shown
 * @param fields the groups of fields that are shown; a getter where it is a matter of the person's role
 */
export function sawPatient(
  station: Station,
  shown: () => PatientId | null,
  fields: readonly string[] | (() => readonly string[])
): void {
  $effect(() => {
    const patient = shown();
    if (patient === null) return;
    station.audit.saw({
      action: 'patient/viewed',
      refs: [`patient:${patient}`],
      fields: typeof fields === 'function' ? fields() : fields
    });
  });
}
