import { coveringOn } from '#domain/coverage/coverages.ts';
import type { Form, FormId } from '#domain/forms/form.ts';
import { practiceForms, type PracticeForms } from '#domain/forms/practice-forms.ts';
import { packetFor, type DueForm, type PacketAsk } from '#domain/forms/packet-rules.ts';
import type { Packet } from '#domain/forms/packet.ts';
import { lastOf } from '#domain/forms/packets.ts';
import { SHIPPED_FORMS } from '#domain/forms/shipped/every-form.ts';
import { USUAL_RULES } from '#domain/forms/shipped/usual-rules.ts';
import { ageOn } from '#domain/patient/birth-date-text.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate, ZoneId } from '#domain/time.ts';

/** The forms of this practice, ours and its own. */
export function formsHere(practice: Pick<Practice, 'forms'>): PracticeForms {
  return practiceForms(practice.forms, SHIPPED_FORMS, USUAL_RULES);
}

/** A form as it was given: in a version that is not in use any more it cannot be asked on. */
export function formGiven({ forms }: PracticeForms, given: { readonly form: FormId }): Form | undefined {
  return forms.get(given.form);
}

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
    state: patient.address?.state.trim().toUpperCase() ?? null,
    done: lastOf(packets, zone)
  };
  return packetFor(here.rules, here.forms, ask);
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
