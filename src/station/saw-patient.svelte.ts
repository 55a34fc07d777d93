import type { PatientId } from '#domain/ids.ts';
import type { Station } from './station.ts';

/**
 * Writes to the access log that a person's record is on screen [AUD-7].
 * @param shown a getter: whose it is; null while nothing of anybody is shown
 * @param fields the groups of fields that are shown
 */
export function sawPatient(station: Station, shown: () => PatientId | null, fields: readonly string[]): void {
  $effect(() => {
    const patient = shown();
    if (patient === null) return;
    station.audit.saw({ action: 'patient/viewed', refs: [`patient:${patient}`], fields });
  });
}

/** An attachment: text of somebody's record was copied from within it, whatever it was. */
export function sawCopied(station: Station, patient: () => PatientId | null): (element: HTMLElement) => () => void {
  return (element) => {
    const copied = (): void => {
      const whose = patient();
      if (whose !== null && getSelection()?.isCollapsed === false)
        station.audit.did({ action: 'field/copied', refs: [`patient:${whose}`] });
    };
    element.addEventListener('copy', copied);
    element.addEventListener('cut', copied);
    return () => {
      element.removeEventListener('copy', copied);
      element.removeEventListener('cut', copied);
    };
  };
}
