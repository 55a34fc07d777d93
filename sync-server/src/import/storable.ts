import type { Fact, NewOf } from '#domain/fact.ts';
import type { KeptResource, OutsideFact } from '#domain/import/outside-facts.ts';
import type { PatientFact } from '#domain/patient/patient-facts.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { IMPORTER } from './import-port.ts';
import type { AsItCame, Reading } from './records.ts';
import type { ImportRefusal } from './refusals.ts';

/** The fact that first says what a record says; null for records that are not kept. */
export function factOf(reading: Reading): NewOf<PatientFact | PracticeFact> | null {
  switch (reading.is) {
    case 'patient':
      return {
        kind: 'patient/registered',
        of: { patient: reading.patient, source: 'import', ...reading.demographics }
      };
    case 'encounter':
      return { kind: 'encounter/recorded', of: { patient: reading.patient, ...reading.encounter } };
    case 'contact':
      return { kind: 'contact/added', of: reading.contact };
    default:
      return null; // `kept` has none but its own text
  }
}

/**
 * The reading, held to the schema that the server will hold its fact to: what would be refused there is refused here, with the
 * record's place, and takes no whole batch down with it [IMP-6].
 */
export function storable(reading: Reading): Reading {
  const fact = factOf(reading);
  if (!fact) return reading;
  const checked = checkFact({ ...fact, at: 0, by: IMPORTER } satisfies Fact);
  return checked.ok ? reading : refused({ code: 'record/not-storable', say: checked.say });
}

/** Whether a resource can be kept as it came; what it is cut into is held to the same schema. */
export function isKeepable(kept: AsItCame): boolean {
  return checkFact({ ...keptFact('owner', kept), at: 0, by: IMPORTER } satisfies Fact).ok;
}

/** @param owner whose it is: a patient or a contact */
export function keptFact(owner: string, { type, id, json }: AsItCame): NewOf<OutsideFact> {
  return { kind: 'resource/kept', of: { owner, type, id, json } satisfies KeptResource };
}

export function refused(refusal: ImportRefusal): Extract<Reading, { is: 'refused' }> {
  return { is: 'refused', refusal };
}
