import { plusDays, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import type { Practice } from '../practice/practice.ts';
import type { Demographics } from '../patient/patient-facts.ts';
import { phoneToCall } from '../patient/reach.ts';
import type { Appointment } from '../scheduling/appointment.ts';
import { escaped } from './escapes.ts';
import { dtmAt, dtmOf } from './hl7-time.ts';
import { USUAL, type Message, type Segment } from './message.ts';
import type { ScheduleTrigger } from './schedule-notice.ts';

/** The namespace of ids that are ours: a message that comes back with it names an appointment directly. */
export const OWN_NAMESPACE = 'ANTEROOM';

export interface OutgoingHead {
  /** MSH-3 to MSH-6. */
  readonly sender: { readonly application: string; readonly facility: string };
  readonly receiver: { readonly application: string; readonly facility: string };
  /** MSH-10, at most 199 characters. */
  readonly control: string;
  readonly at: Instant;
  readonly zone: ZoneId;
}

export interface Outgoing {
  readonly trigger: ScheduleTrigger;
  readonly appointment: Appointment;
  readonly date: LocalDate;
  readonly site: string;
  readonly practice: Practice;
  /** What is known of the patient beyond the appointment's label; null: not much. */
  readonly demographics: Demographics | null;
}

/** SCH-25, table 0278. */
const STATUS: Readonly<Record<ScheduleTrigger, string>> = {
  S12: 'Booked',
  S13: 'Booked',
  S14: 'Booked',
  S15: 'Cancelled',
  S16: 'Dc',
  S17: 'Deleted',
  S26: 'Noshow'
};

/** One of our appointments as a scheduling message (SIU, v2.5.1) [HL7-8]. We are its filler; whoever told us of it stays its placer. */
export function writeSiu(head: OutgoingHead, outgoing: Outgoing): Message {
  const { appointment } = outgoing;
  const notes = appointment.note === '' ? [] : [line('NTE', { 1: '1', 3: text(appointment.note) })];
  return {
    separators: USUAL,
    segments: [
      headOf(head, outgoing.trigger),
      scheduleOf(outgoing, head.zone),
      ...notes,
      ...patientOf(outgoing),
      ...resourcesOf(outgoing, head.zone)
    ]
  };
}

function headOf({ sender, receiver, control, at, zone }: OutgoingHead, trigger: ScheduleTrigger): Segment {
  return headSegment({
    3: text(sender.application),
    4: text(sender.facility),
    5: text(receiver.application),
    6: text(receiver.facility),
    7: dtmAt(at, zone),
    9: `SIU^${trigger}^SIU_S12`,
    10: text(control),
    11: 'P',
    12: '2.5.1',
    18: 'UNICODE UTF-8'
  });
}

function scheduleOf({ appointment, date, practice, trigger }: Outgoing, zone: ZoneId): Segment {
  const { at, outside, reason, visitType } = appointment;
  const name = practice.visitTypes.get(visitType)?.name ?? visitType;
  const span = `${dtmOf(date, at.start, zone)}^${endOf(date, at.start + at.minutes, zone)}`;
  const isEnded = trigger !== 'S12' && trigger !== 'S13' && trigger !== 'S14';
  return line('SCH', {
    1: entity(outside?.placer),
    2: parts(appointment.appointment, OWN_NAMESPACE),
    6: isEnded && reason ? parts(reason, '', OWN_NAMESPACE) : '',
    8: parts(visitType, name, OWN_NAMESPACE),
    9: String(at.minutes),
    10: 'min',
    11: `^^${at.minutes}^${span}`,
    25: STATUS[trigger]
  });
}

function patientOf({ appointment, demographics }: Outgoing): Segment[] {
  const { label, patient, unknown } = appointment;
  const known = demographics?.identifiers.filter(({ type }) => type !== 'SS') ?? [];
  const numbers = unknown
    ? unknown.numbers.map(({ value, authority, type }) => parts(value, '', '', authority, type))
    : [
        parts(patient, '', '', OWN_NAMESPACE, 'PI'),
        ...known.map(({ type, system, value }) => parts(value, '', '', system, type))
      ];
  const sex = { female: 'F', male: 'M', other: 'O', unknown: 'U' }[demographics?.sex ?? unknown?.sex ?? 'unknown'];
  const phone = (demographics && phoneToCall(demographics)?.number) ?? unknown?.phone ?? '';
  const birth = label.birthDate?.replaceAll('-', '') ?? '';
  return [
    line('PID', {
      1: '1',
      3: numbers.join('~'),
      5: parts(label.family, label.given),
      7: birth,
      8: sex,
      13: text(phone)
    }),
    line('PV1', { 1: '1', 2: 'O' })
  ];
}

function resourcesOf({ appointment, date, practice, site, trigger }: Outgoing, zone: ZoneId): Segment[] {
  const { at, segments = [], visitType } = appointment;
  const start = dtmOf(date, at.start, zone);
  const action = { S12: 'A', S13: 'U', S14: 'U', S15: 'D', S16: 'D', S17: 'D', S26: 'U' }[trigger];
  const practitioner = practice.practitioners.get(at.practitioner);
  const room = segments.find(({ kind }) => kind === 'room')?.any[0];
  const type = practice.visitTypes.get(visitType)?.name ?? visitType;
  const who = parts(at.practitioner, practitioner?.family ?? '', practitioner?.given ?? '');
  const length = { 0: String(at.minutes), 1: 'min' };
  return [
    line('RGS', { 1: '1', 2: action }),
    line('AIS', { 1: '1', 2: action, 3: parts(visitType, type), 4: start, 7: length[0], 8: length[1] }),
    line('AIL', { 1: '1', 2: action, 3: parts(room ?? '', '', '', site), 6: start, 9: length[0], 10: length[1] }),
    line('AIP', { 1: '1', 2: action, 3: who, 6: start, 9: length[0], 10: length[1] })
  ];
}

function endOf(date: LocalDate, minute: number, zone: ZoneId): string {
  return minute < 1440 ? dtmOf(date, minute, zone) : dtmOf(plusDays(date, 1), minute - 1440, zone);
}

/** `4711^NS` as it was taken in (`read-siu.ts`). */
function entity(id: string | undefined): string {
  return parts(...(id ?? '').split('^'));
}

/** Components, without the empty ones at the end. */
function parts(...components: readonly string[]): string {
  return components.map(text).join(USUAL.component).replace(/\^+$/, '');
}

export function text(value: string): string {
  return escaped(value, USUAL);
}

/** A segment of fields by their numbers; each is written as it is. */
export function line(name: string, fields: Readonly<Record<number, string>>): Segment {
  const last = Math.max(
    0,
    ...Object.keys(fields)
      .map(Number)
      .filter((field) => fields[field] !== '')
  );
  return { name, fields: [name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')] };
}

export function headSegment(fields: Readonly<Record<number, string>>): Segment {
  const { field, component, repetition, escape, subcomponent } = USUAL;
  return line('MSH', { ...fields, 1: field, 2: component + repetition + escape + subcomponent });
}
