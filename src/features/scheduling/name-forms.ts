import { dayDoc } from '#domain/documents.ts';
import { dueAtKiosk } from '#domain/forms/due-forms.ts';
import { practiceForms, type PracticeForms } from '#domain/forms/practice-forms.ts';
import type { AppointmentId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import { waitingFor } from '#domain/patient/waits.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

/** A slip whose envelope names other forms than are due now. */
export interface FormsToName {
  readonly appointment: AppointmentId;
  readonly forms: readonly string[];
}

/** A visit that somebody is expected for. */
interface Expected {
  readonly patient: Patient;
  readonly appointment: Appointment;
  readonly date: LocalDate;
}

/**
 * What a visit asks to be filled in and a kiosk may show [FORM-20]: worked out where all packets of the patient are.
 * @param forms the practice's, for who asks about several visits
 */
export async function formsDue(
  { zone }: Pick<Station, 'zone'>,
  rows: Rows,
  of: Expected,
  forms: () => Promise<PracticeForms> = () => formsSet(rows)
): Promise<readonly string[]> {
  const { patient, appointment, date } = of;
  // No forms are given while two desks disagree about who this is [FORM-24].
  if (waitingFor(patient, 'form').length > 0) return [];
  const [packets, booked] = await Promise.all([rows.packetsOf(patient.patient), rows.appointmentsOf(patient.patient)]);
  const isEstablished = patient.encounters.length > 0 || booked.some((one) => one.date < date);
  const here = await forms();
  const { visitType, note } = appointment;
  return dueAtKiosk(here, { ...{ patient, packets, isEstablished, visitType, today: date, zone }, reason: note });
}

/** The forms' own words are read only where a slip is printed, or somebody is expected with one. */
async function formsSet(rows: Rows): Promise<PracticeForms> {
  const practice = await rows.practice();
  const [{ SHIPPED_FORMS }, { USUAL_RULES }] = await Promise.all([
    import('#domain/forms/shipped/every-form.ts'),
    import('#domain/forms/shipped/usual-rules.ts')
  ]);
  return practiceForms(practice.forms, SHIPPED_FORMS, USUAL_RULES);
}

/**
 * The slips of a day whose envelopes name other forms than are due by now: a rule, a form or a packet has changed since they were printed, or they were printed where the record was not. Of
 * whoever has come, and of a record that is not at this desk, nothing is said.
 */
export async function formsToName(
  station: Pick<Station, 'zone' | 'device'>,
  rows: Rows,
  date: LocalDate
): Promise<readonly FormsToName[]> {
  const { site } = station.device;
  const day = (await rows.appointments(site, date)).filter(({ slip, status }) => slip && status === 'booked');
  let read: Promise<PracticeForms> | null = null;
  const once = (): Promise<PracticeForms> => (read ??= formsSet(rows));
  const lacking: FormsToName[] = [];
  for (const appointment of day) {
    if (await rows.visit(site, date, visitOf(appointment.appointment))) continue;
    const patient = await rows.patient(appointment.patient);
    if (!patient) continue;
    const forms = await formsDue(station, rows, { patient, appointment, date }, once);
    const isNamed = (appointment.slip?.forms ?? []).join(' ') === forms.join(' ');
    if (!isNamed) lacking.push({ appointment: appointment.appointment, forms });
  }
  return lacking;
}

/** Two desks of different versions of this program may never agree: each says the same of one slip this often and then leaves it. */
const MOST_SAID = 3;

const keyOf = ({ appointment, forms }: FormsToName): string => [appointment, ...forms].join(' ');

/** Whether this desk leaves a slip as it is: nothing more is looked up for it. */
export function isSaidEnough(slip: FormsToName, said: ReadonlyMap<string, number>): boolean {
  return (said.get(keyOf(slip)) ?? 0) >= MOST_SAID;
}

/** Names what is due in the envelopes of a day, so that a kiosk asks for that [FORM-20]. @param said by this desk so far, by slip and list @throws {StorageFault} */
export async function nameForms(station: Station, date: LocalDate, said: Map<string, number>): Promise<number> {
  if (!(await may(station, 'schedule/name-forms'))) return 0;
  const lacking = (await formsToName(station, station.rows, date)).filter((slip) => !isSaidEnough(slip, said));
  if (lacking.length === 0) return 0;
  for (const slip of lacking) said.set(keyOf(slip), (said.get(keyOf(slip)) ?? 0) + 1);
  const facts = lacking.map((of) => ({ kind: 'appointment/forms-named', of }));
  await station.record('schedule/name-forms', dayDoc(station.device.site, date), facts);
  return lacking.length;
}
