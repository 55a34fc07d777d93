import type { PatientId } from '#domain/ids.ts';
import type { Station } from '#station/station.ts';
import { isDemographicsText, type DemographicsText, type FormField } from './demographics-text.ts';

export function editDraftKey(patient: PatientId, field: FormField): string {
  return `change-patient/${patient}/${field}`;
}

/** What was typed of a field and not saved; undefined when nothing was, or another version wrote it. */
export async function keptText(
  station: Station,
  patient: PatientId,
  field: FormField
): Promise<DemographicsText | undefined> {
  const draft = await station.rows.draft(editDraftKey(patient, field));
  return isDemographicsText(draft?.content) ? draft.content : undefined;
}
