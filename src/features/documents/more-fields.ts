import {
  CHANNELS,
  isSubclassOf,
  type Channel,
  type DocumentSubclass,
  type IndexMore,
  type RelatedTo
} from '#domain/document/document-index.ts';
import type { DocumentClass } from '#domain/document/document-facts.ts';
import type { Scan } from '#domain/document/scan.ts';
import type { PatientId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';
import type { Choice } from '#ui/SelectField.svelte';
import { birthDateText } from '#ui/format.ts';

/** What the fields beside the usual ones hold, as they are typed. */
export interface MoreFields {
  readonly subclass: string;
  readonly received: string;
  readonly channel: string;
  readonly organization: string;
  readonly person: string;
  readonly related: string;
  readonly notes: string;
}

/** As they stand before anybody types: what is known of how it came. */
export function moreOf({ received, source, channel }: Pick<Scan, 'received' | 'source' | 'channel'>): MoreFields {
  const empty = { subclass: '', organization: '', person: '', related: '', notes: '' };
  return { ...empty, received, channel: channel ?? source };
}

/** The same of what was said before. */
export function moreAsSaid({
  subclass,
  channel,
  from,
  related,
  notes,
  received
}: IndexMore & { readonly received: LocalDate }): MoreFields {
  return {
    ...{ subclass: subclass ?? '', received, channel: channel ?? '', notes: notes ?? '' },
    ...{ organization: from?.organization ?? '', person: from?.person ?? '', related: related ? nameOf(related) : '' }
  };
}

/** What the fields say; what was left empty is not said. */
export function saidIn(fields: MoreFields, kind: DocumentClass): IndexMore {
  const { subclass, organization, person, notes } = fields;
  const channel: Channel | undefined = CHANNELS.find((one) => one === fields.channel);
  const related = relatedFrom(fields.related);
  const from = { organization: organization.trim(), person: person.trim() };
  return {
    ...(isSubclassOf(kind, subclass) ? { subclass } : {}),
    ...(channel ? { channel } : {}),
    ...(from.organization !== '' || from.person !== '' ? { from } : {}),
    ...(related ? { related } : {}),
    ...(notes.trim() === '' ? {} : { notes: notes.trim() })
  };
}

/** As a choice is named. */
function nameOf(related: RelatedTo): string {
  return 'case' in related ? `case|${related.case}` : `appointment|${related.appointment}|${related.date}`;
}

function relatedFrom(name: string): RelatedTo | null {
  const [what, id = '', date = ''] = name.split('|');
  if (what === 'case') return { case: id };
  return what === 'appointment' ? { appointment: id, date } : null;
}

/** What a patient's paper may belong to: their appointments, the latest first, then what is worked for them. */
export async function relatedChoices(rows: Rows, patient: PatientId): Promise<readonly Choice[]> {
  const appointments = (await rows.appointmentsOf(patient)).toReversed().map(({ date, appointment }) => ({
    value: nameOf({ appointment: appointment.appointment, date }),
    label: `Appointment ${birthDateText(date)}`
  }));
  const cases = (await rows.casesOf(patient)).flatMap((one) => {
    const word = CASE_WORDS[one.kind];
    const due = 'due' in one ? ` ${birthDateText(one.due)}` : '';
    return word === undefined ? [] : [{ value: nameOf({ case: one.case }), label: `${word}${due}` }];
  });
  return [...appointments, ...cases];
}

/** What a paper can be about; a place on the waitlist or a note to a provider it cannot. */
const CASE_WORDS: Readonly<Record<string, string | undefined>> = {
  order: 'Order to schedule',
  procedure: 'Procedure',
  recall: 'Recall'
};

export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  mail: 'Mail',
  fax: 'Fax',
  scan: 'Scanner',
  upload: 'File',
  camera: 'Camera',
  kiosk: 'Kiosk',
  import: 'Import'
};

export const SUBCLASS_WORDS: Readonly<Record<DocumentSubclass, string>> = {
  blood: 'Blood',
  urine: 'Urine',
  microbiology: 'Microbiology',
  pathology: 'Pathology',
  'x-ray': 'X-ray',
  ct: 'CT',
  mri: 'MRI',
  ultrasound: 'Ultrasound',
  mammogram: 'Mammogram',
  'bone-density': 'Bone density',
  nuclear: 'Nuclear medicine',
  specialist: 'Specialist',
  emergency: 'Emergency department',
  therapy: 'Therapy',
  'discharge-summary': 'Summary',
  'discharge-instructions': 'Instructions to the patient',
  surgery: 'Surgery',
  endoscopy: 'Endoscopy',
  'record-summary': 'Summary',
  immunizations: 'Immunizations',
  medications: 'Medications',
  'whole-record': 'Whole record',
  'insurance-card': 'Card',
  'benefits-statement': 'Explanation of benefits',
  denial: 'Denial',
  authorization: 'Authorization',
  'driver-license': 'Driver’s license',
  passport: 'Passport',
  portrait: 'Photo',
  treatment: 'To treatment',
  privacy: 'Privacy notice',
  release: 'Release of records',
  financial: 'Financial',
  'advance-directive': 'Advance directive',
  'power-of-attorney': 'Power of attorney',
  guardianship: 'Guardianship',
  subpoena: 'Subpoena',
  referral: 'Referral',
  'payer-letter': 'From a payer',
  'lawyer-letter': 'From a lawyer',
  'patient-letter': 'From the patient',
  registration: 'Registration',
  history: 'Health history',
  school: 'School or camp',
  work: 'Work or leave',
  disability: 'Disability'
};
