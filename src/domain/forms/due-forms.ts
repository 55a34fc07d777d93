import { coveringOn } from '../coverage/coverages.ts';
import { ageOn } from '../patient/birth-date-text.ts';
import type { Patient } from '../patient/patient.ts';
import type { LocalDate, ZoneId } from '../time.ts';
import { askedText, kioskManner, MOST_KIOSK_FORMS } from './asked-forms.ts';
import { packetFor, stateOf, type DueForm, type PacketAsk } from './packet-rules.ts';
import type { Packet } from './packet.ts';
import { lastOf } from './packets.ts';
import type { PracticeForms } from './practice-forms.ts';

export interface DueFor {
  readonly patient: Patient;
  readonly packets: readonly Packet[];
  /** Been here before today. */
  readonly isEstablished: boolean;
  readonly visitType: string | null;
  readonly reason: string;
  readonly today: LocalDate;
  readonly zone: ZoneId;
}

/** What a patient would be given for a visit [FORM-5]. */
export function dueForms(here: PracticeForms, due: DueFor): readonly DueForm[] {
  const { patient, packets, isEstablished, visitType, reason, today, zone } = due;
  const ask: PacketAsk = {
    age: patient.birthDate === null ? null : yearsOn(patient.birthDate, today),
    isNew: !isEstablished,
    ...{ visitType, payers: payersOf(patient, today), reason, today },
    state: stateOf(patient, today),
    done: lastOf(packets, zone)
  };
  return packetFor(here.rules, here.forms, ask);
}

/** Of what is due, what a kiosk may show, as its envelope names it [FORM-20]. What was signed before is signed anew; of the rest it is asked what has changed. */
export function dueAtKiosk(here: PracticeForms, due: DueFor): readonly string[] {
  const last = lastOf(due.packets, due.zone);
  const named = dueForms(here, due).flatMap(({ form: id }) => {
    const form = here.forms.get(id);
    if (!form) return [];
    const since = form.signers ? null : (last.get(id)?.on ?? null);
    return kioskManner(form, since) === 'not' ? [] : [askedText({ form: id, version: form.version, since })];
  });
  return named.slice(0, MOST_KIOSK_FORMS);
}

/** Who pays for a patient on a day, as rules name them: the kind of plan and the payer's own name, in small letters. */
export function payersOf({ coverages }: Pick<Patient, 'coverages'>, day: LocalDate): readonly string[] {
  return coveringOn(coverages, day).flatMap(({ plan, payer }) => [
    ...(plan ? [plan.type] : []),
    payer.name.trim().toLowerCase()
  ]);
}

/** Whole years; null for who is not born yet. */
export function yearsOn(born: LocalDate, today: LocalDate): number | null {
  const age = ageOn(born, today);
  if (!age) return null;
  return age.unit === 'year' ? age.count : age.unit === 'month' ? Math.floor(age.count / 12) : 0;
}
