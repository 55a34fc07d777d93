import { dayDoc, type DocId } from '../documents.ts';
import type { NewFact } from '../fact.ts';
import type { AppointmentId, PatientId, SiteId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import { err, ok, type Result } from '../result.ts';
import { detailsOf, isLive, samePlace, type Appointment } from '../scheduling/appointment.ts';
import type { PatientLabel, Placement, UnknownPatient } from '../scheduling/appointment-facts.ts';
import type { Segment } from '../scheduling/plan-facts.ts';
import type { LocalDate } from '../time.ts';
import { wallTimeOf } from './hl7-time.ts';
import { BY_CLINIC, placeFor, providerFor, reasonFor, visitTypeFor, type OutsideCodes } from './outside-codes.ts';
import type { NoticeRefusal } from './refusals.ts';
import type { OutsidePerson, ScheduleNotice } from './schedule-notice.ts';

/** An appointment of ours and the day it stands in. */
export interface Kept {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

export interface NoticeContext {
  readonly practice: Practice;
  readonly codes: OutsideCodes;
  /** The one its ids name here, as it is now. */
  readonly kept: Kept | null;
  /** Who has the patient's number here; null: nobody, or more than one. */
  readonly patient: { readonly patient: PatientId; readonly label: PatientLabel } | null;
  /** An id that follows from a text: the same message makes the same appointment. */
  readonly idFor: (text: string) => string;
}

/** What a message leads to: facts by document, in the order they are written, and what of it was left. */
export interface Applied {
  readonly what: 'booked' | 'moved' | 'changed' | 'cancelled' | 'missed' | 'unchanged';
  readonly appointment: AppointmentId;
  readonly writes: readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[];
  /** In words, for the sender: what was not taken over. */
  readonly left: readonly string[];
}

/** What a message means for our schedule [HL7-4]. It decides nothing that a desk may not: who overlaps is shown as everywhere. */
export function applyNotice(notice: ScheduleNotice, context: NoticeContext): Result<Applied, NoticeRefusal> {
  switch (notice.trigger) {
    case 'S12':
    case 'S13':
    case 'S14':
      return context.kept ? moved(notice, context, context.kept) : booked(notice, context);
    case 'S15':
    case 'S16':
    case 'S17':
    case 'S26':
      return context.kept ? ended(notice, context, context.kept) : err({ code: 'siu/no-such-appointment' });
  }
}

interface Place {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly at: Placement;
  readonly visitType: string;
  readonly segments: readonly Segment[] | null;
}

/** Where in our schedule a message puts it. What it does not say stays as it is [HL7-5]. */
function placeOf(notice: ScheduleNotice, { practice, codes, kept }: NoticeContext): Result<Place, NoticeRefusal> {
  const place = placeFor(notice.places, practice, codes) ?? (kept && { site: kept.site, room: null });
  if (!place) return err({ code: 'siu/place-unknown' });
  const visitType = visitTypeFor(notice.types, practice, codes) ?? kept?.appointment.visitType;
  if (visitType === undefined) return err({ code: 'siu/type-unknown' });

  const meant = notice.providers.map((one) => providerFor(one, practice, codes)).find((one) => one !== null);
  const practitioner = meant ?? (notice.providers.length === 0 ? kept?.appointment.at.practitioner : undefined);
  if (practitioner === undefined)
    return err({ code: notice.providers.length === 0 ? 'siu/no-provider' : 'siu/provider-unknown' });

  const zone = practice.sites.get(place.site)?.zone ?? 'UTC';
  const said = notice.start && wallTimeOf(notice.start, zone);
  const start = said ?? (kept && { date: kept.date, minute: kept.appointment.at.start });
  if (!start || (notice.start && !said)) return err({ code: 'siu/no-start' });
  const minutes = notice.minutes ?? kept?.appointment.at.minutes ?? practice.visitTypes.get(visitType)?.minutes;
  if (minutes === undefined) return err({ code: 'siu/no-length' });
  if (start.minute + minutes > 1440) return err({ code: 'siu/past-midnight' });
  const at = { practitioner, start: start.minute, minutes };
  return ok({ site: place.site, date: start.date, at, visitType, segments: segmentsFor(place.room, minutes) });
}

/** A room is taken besides the provider. */
function segmentsFor(room: string | null, minutes: number): readonly Segment[] | null {
  if (room === null) return null;
  const whole = { offset: 0, minutes };
  return [
    { kind: 'practitioner', any: [], ...whole },
    { kind: 'room', any: [room], ...whole }
  ];
}

function booked(notice: ScheduleNotice, context: NoticeContext): Result<Applied, NoticeRefusal> {
  const { person } = notice;
  if (!person) return err({ code: 'siu/no-patient' });
  if (person.family === '' && person.given === '') return err({ code: 'siu/no-name' });
  const found = placeOf(notice, context);
  if (!found.ok) return found;
  const { site, date, at, visitType, segments } = found.value;
  const appointment = context.idFor(`appointment|${keyOf(notice)}`);
  const doc = dayDoc(site, date);
  const of = {
    appointment,
    ...whoFor(notice, person, context),
    visitType,
    at,
    ...(notice.note !== '' && { note: notice.note }),
    ...(segments && { segments })
  };
  const facts = [{ kind: 'appointment/booked', of }, received(notice, appointment)];
  return ok({ what: 'booked', appointment, writes: [{ doc, facts }], left: [] });
}

/** Ours when the number is; else a stand-in that no patient's document has: somebody has to say who it is [HL7-6]. */
function whoFor(
  { sender }: ScheduleNotice,
  person: OutsidePerson,
  { patient, idFor }: NoticeContext
): { readonly patient: PatientId; readonly label: PatientLabel; readonly unknown?: UnknownPatient } {
  if (patient) return patient;
  const { family, given, birthDate, numbers, sex, phone } = person;
  const [first] = numbers;
  const who = first ? `${first.authority}|${first.value}` : `${family}|${given}|${birthDate ?? ''}`;
  return {
    patient: `outside-${idFor(`patient|${sender}|${who}`)}`,
    label: { family, given, birthDate },
    unknown: { system: sender, numbers, sex, phone }
  };
}

function moved(notice: ScheduleNotice, context: NoticeContext, kept: Kept): Result<Applied, NoticeRefusal> {
  const { appointment: was } = kept;
  if (!isLive(was)) return err({ code: 'siu/ended' });
  const found = placeOf(notice, context);
  if (!found.ok) return found;
  const { site, date, at, visitType, segments } = found.value;
  const left = visitType === was.visitType ? [] : ['The visit type stays as it was booked.'];
  const doc = dayDoc(kept.site, kept.date);
  const id = was.appointment;

  if (site === kept.site && date === kept.date) {
    if (samePlace(at, was.at)) {
      const facts = [received(notice, id)];
      return ok({ what: 'unchanged', appointment: id, writes: [{ doc, facts }], left });
    }
    const to = { appointment: id, from: was.at, to: at, ...(segments && { segments }) };
    const facts = [{ kind: 'appointment/moved', of: to }, received(notice, id)];
    return ok({
      what: notice.trigger === 'S14' ? 'changed' : 'moved',
      appointment: id,
      writes: [{ doc, facts }],
      left
    });
  }

  // The new day first: cut off between the two, it is there twice and shown so, not gone. The old day's last fact says the message is done.
  const next = context.idFor(`appointment|${keyOf(notice)}|${date}|${notice.control}`);
  const { over: _, series: __, lease: ___, hold: ____, segments: _____, ...details } = detailsOf(was);
  const of = {
    appointment: next,
    patient: was.patient,
    label: was.label,
    visitType: was.visitType,
    at,
    ...(was.note !== '' && { note: was.note }),
    ...details,
    ...(segments && { segments }),
    replaces: { date: kept.date, appointment: id }
  };
  const { message: _message, ...ids } = received(notice, next).of;
  const writes = [
    {
      doc: dayDoc(site, date),
      facts: [
        { kind: 'appointment/booked', of },
        { kind: 'appointment/received', of: ids }
      ]
    },
    {
      doc,
      facts: [
        { kind: 'appointment/rescheduled', of: { appointment: id, to: { date, appointment: next } } },
        received(notice, id)
      ]
    }
  ];
  return ok({ what: 'moved', appointment: next, writes, left });
}

function ended(notice: ScheduleNotice, { codes }: NoticeContext, kept: Kept): Result<Applied, NoticeRefusal> {
  const { appointment: was } = kept;
  const doc = dayDoc(kept.site, kept.date);
  const id = was.appointment;
  const seen = received(notice, id);
  const done = (what: Applied['what'], facts: readonly NewFact[]) =>
    ok({ what, appointment: id, writes: [{ doc, facts: [...facts, seen] }], left: [] });
  const isMissed = notice.trigger === 'S26';
  if (!isLive(was)) {
    const isSame = was.status === (isMissed ? 'no-show' : 'cancelled');
    return isSame ? done('unchanged', []) : err({ code: 'siu/ended' });
  }
  if (isMissed) return done('missed', [{ kind: 'appointment/no-show', of: { appointment: id, reason: 'unknown' } }]);
  const reason = notice.trigger === 'S17' ? 'entered-in-error' : reasonFor(notice.reasons, codes);
  const by = BY_CLINIC.has(reason) ? 'clinic' : 'patient';
  const note = notice.note.slice(0, 200);
  const of = { appointment: id, by, reason, ...(note !== '' && { note }) };
  return done('cancelled', [{ kind: 'appointment/cancelled', of }]);
}

/** That the message was taken: which it was, and which ids the other system knows the appointment by [HL7-7]. */
function received(notice: ScheduleNotice, appointment: AppointmentId) {
  const { sender, control, placer, filler } = notice;
  const of = {
    appointment,
    system: sender,
    message: control,
    ...(placer !== null && { placer }),
    ...(filler !== null && { filler })
  };
  return { kind: 'appointment/received', of };
}

function keyOf({ sender, placer, filler }: ScheduleNotice): string {
  return `${sender}|${placer ?? ''}|${filler ?? ''}`;
}
