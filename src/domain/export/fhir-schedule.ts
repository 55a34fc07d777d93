import type { PatientId } from '../ids.ts';
import type { PastEncounter } from '../patient/patient-facts.ts';
import type { Contact } from '../practice/practice-facts.ts';
import type { Practice, Practitioner, Site } from '../practice/practice.ts';
import type { Appointment } from '../scheduling/appointment.ts';
import { instantAt, type Instant, type LocalDate } from '../time.ts';
import type { VisitState } from '../visit/visit.ts';
import { list, text, type Json } from './json.ts';

/** An appointment with where and when it is, and how far its visit has come; null where nobody has come. */
export interface Planned {
  readonly appointment: Appointment;
  readonly date: LocalDate;
  readonly site: Site;
  readonly visit: VisitState | null;
}

/** By what a patient goes in the export: what the files they came from call them, else our own id. */
export type PatientName = (patient: PatientId) => string;

/** An appointment as a FHIR R4 Appointment [EXP-4]. */
export function appointmentResource(planned: Planned, practice: Practice, nameOf: PatientName): Json {
  const { appointment, date, site } = planned;
  const { practitioner, start, minutes } = appointment.at;
  const begins = instantAt(date, start, site.zone);
  const seenBy = practice.practitioners.get(practitioner)?.called ?? practitioner;
  const isAskedOf = (reference: string, display: string): Json => ({
    actor: { reference, ...text('display', display) },
    status: 'accepted'
  });
  const patient = appointment.unknown
    ? []
    : [
        isAskedOf(
          `Patient/${nameOf(appointment.patient)}`,
          `${appointment.label.given} ${appointment.label.family}`.trim()
        )
      ];
  return {
    resourceType: 'Appointment',
    id: resourceId(appointment.appointment),
    status: statusOf(planned),
    ...(appointment.reason ? { cancelationReason: { text: appointment.reason.replaceAll('-', ' ') } } : {}),
    ...list('serviceType', [{ text: practice.visitTypes.get(appointment.visitType)?.name ?? appointment.visitType }]),
    start: momentText(begins),
    end: momentText(begins + minutes * 60_000),
    minutesDuration: minutes,
    ...text('comment', appointment.note),
    participant: [
      ...patient,
      isAskedOf(`Practitioner/${resourceId(practitioner)}`, seenBy),
      isAskedOf(`Location/${resourceId(site.site)}`, site.name)
    ]
  };
}

/** FHIR R4 appointmentstatus, as product/00-model.md §1 maps ours. Moved to another day: this one is off, the other has its own. */
function statusOf({ appointment, visit }: Planned): string {
  if (appointment.status === 'no-show') return 'noshow';
  if (appointment.status !== 'booked')
    return appointment.reason === 'entered-in-error' ? 'entered-in-error' : 'cancelled';
  switch (visit) {
    case null:
      return appointment.provisional ? 'pending' : 'booked';
    case 'waiting':
      return 'arrived';
    case 'called':
    case 'in-room':
    case 'ready':
      return 'checked-in';
    case 'with-provider':
    case 'done':
    case 'checked-out':
      return 'fulfilled';
    case 'left':
      return 'noshow';
  }
}

/** A visit of another system that came without its resource, as a FHIR R4 Encounter. @param patient what they go by in the export */
export function encounterResource(encounter: PastEncounter, patient: string): Json {
  const { start, end, what, practitioner } = encounter;
  return {
    resourceType: 'Encounter',
    id: resourceId(encounter.encounter),
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: encounter.class || 'AMB' },
    ...list('type', [{ text: what }]),
    subject: { reference: `Patient/${patient}` },
    ...list('participant', practitioner ? [{ individual: { display: practitioner } }] : []),
    period: { start: momentText(start), ...(end === null ? {} : { end: momentText(end) }) }
  };
}

export function practitionerResource({ practitioner, family, given, retired }: Practitioner): Json {
  return {
    resourceType: 'Practitioner',
    id: resourceId(practitioner),
    active: !retired,
    name: [{ ...text('family', family), ...list('given', given ? [given] : []) }]
  };
}

export function locationResource({ site, name }: Site): Json {
  return { resourceType: 'Location', id: resourceId(site), name };
}

/** An entry of the address book that came without its resource. */
export function contactResource({ contact, type, name, phone, address, npi }: Contact): Json {
  const isPerson = type === 'practitioner';
  return {
    resourceType: isPerson ? 'Practitioner' : 'Organization',
    id: resourceId(contact),
    ...list('identifier', npi ? [{ system: 'http://hl7.org/fhir/sid/us-npi', value: npi }] : []),
    ...list('type', type === 'payer' ? [{ coding: [{ system: ORGANIZATION_TYPE, code: 'pay' }] }] : []),
    name: isPerson ? [{ text: name }] : name,
    ...list('telecom', phone ? [{ system: 'phone', value: phone }] : []),
    ...list('address', address ? [{ text: address }] : [])
  };
}

const ORGANIZATION_TYPE = 'http://terminology.hl7.org/CodeSystem/organization-type';

/** FHIR's ids hold letters, digits, dashes and dots, 64 of them (R4, 2.24.0.1); ours may hold more. */
export function resourceId(id: string): string {
  return id.replace(/[^A-Za-z0-9.-]/g, '-').slice(0, 64);
}

function momentText(at: Instant): string {
  return new Date(at).toISOString();
}
