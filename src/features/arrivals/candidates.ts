import type { Submission } from '#domain/intake/intake-facts.ts';
import { proposalsOf, type FieldProposal } from '#domain/intake/proposals.ts';
import { areNicknames, nameLikeness, NAMES_ALIKE } from '#domain/patient/name-likeness.ts';
import type { Patient } from '#domain/patient/patient.ts';
import { folded } from '#domain/patient/search-text.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';

/** Someone of today's list who may be the one at the kiosk. */
export interface Candidate {
  readonly appointment: Appointment;
  /** Enough agrees, and nobody else comes near: Enter may take it [ARR-10]. */
  readonly isSure: boolean;
  /** What agrees and what does not, in words. */
  readonly reasons: readonly string[];
  /** What the kiosk was told otherwise than it is on record, where the record is at hand: it is settled once they are here [ARR-13]. */
  readonly changes: readonly FieldProposal[];
}

export interface TodayList {
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  /** Registrations that are at hand, for the phone; a candidate is found without one. */
  readonly patients?: ReadonlyMap<string, Patient>;
}

interface Scored extends Candidate {
  readonly points: number;
}

/** Less than this is chance. */
const LEAST = 3;
/** A birth date and a family name, or as much. */
const SURE = 7;
/** The next one must be this far behind: twins and fathers are asked. */
const AHEAD = 3;
const MOST = 4;

/**
 * Who of today's list a submission may come from, best first [ARR-10]. A slip's code is certain. Otherwise birth date, names and the
 * last four of the phone are weighed as people mistype them: day and month turned round, one digit off, family and given name
 * swapped, half of a double name, no accents.
 */
export function candidatesFor(said: Submission, today: TodayList): readonly Candidate[] {
  const here = new Map(today.visits.map((visit) => [visit.visit, visit]));
  const live = today.appointments.filter(({ status }) => status === 'booked' || status === 'no-show');
  const bySlip = live.find(
    ({ appointment, slip }) =>
      said.envelope !== undefined && (slip?.envelope === said.envelope || appointment === said.envelope)
  );
  if (bySlip) {
    const visit = here.get(visitOf(bySlip.appointment));
    return [
      {
        appointment: bySlip,
        isSure: visit?.state !== 'checked-out',
        reasons: [said.family === undefined ? 'Code of the slip' : 'Found by the kiosk', ...hereReason(visit)],
        changes: changesIn(said, today.patients?.get(bySlip.patient))
      }
    ];
  }

  const scored = live
    .map((appointment) =>
      score(said, appointment, today.patients?.get(appointment.patient), here.get(visitOf(appointment.appointment)))
    )
    .filter(({ points }) => points >= LEAST)
    .sort((a, b) => b.points - a.points || a.appointment.at.start - b.appointment.at.start)
    .slice(0, MOST);
  // A patient with two appointments today is one person: the second is no rival.
  const rival = scored.find(({ appointment }) => appointment.patient !== scored[0]?.appointment.patient);
  return scored.map(({ appointment, isSure, reasons, changes, points }, index) => ({
    appointment,
    changes,
    isSure: isSure && index === 0 && points >= SURE && (rival?.points ?? 0) + AHEAD <= points,
    reasons
  }));
}

/** Who of today's list bears a name that is typed at the desk: looked at before a walk-in is made [ARR-19]. */
export function sameNameToday(
  told: { readonly family: string; readonly given: string },
  today: TodayList
): readonly Candidate[] {
  const said: Submission = { submission: '', ticket: '', at: 0, language: 'en', ...told };
  return candidatesFor(said, today);
}

function score(
  said: Submission,
  appointment: Appointment,
  patient: Patient | undefined,
  visit: Visit | undefined
): Scored {
  const { label } = appointment;
  const parts = [
    birthPoints(said.birthDate ?? null, label.birthDate),
    namePoints(said, label),
    phonePoints(said.phoneLast4, patient)
  ];
  const reasons = [...parts.flatMap(({ reason }) => (reason ? [reason] : [])), ...hereReason(visit)];
  const points = parts.reduce((sum, part) => sum + part.points, 0);
  const isSure = visit?.state !== 'checked-out';
  return { appointment, points, isSure, reasons, changes: changesIn(said, patient) };
}

function changesIn(said: Submission, patient: Patient | undefined): readonly FieldProposal[] {
  const told = patient ? proposalsOf([{ said, settled: {} }], patient) : [];
  return told.filter(({ reason }) => reason !== 'same');
}

interface Part {
  readonly points: number;
  readonly reason?: string;
}

const NOTHING: Part = { points: 0 };

function birthPoints(told: LocalDate | null, known: LocalDate | null): Part {
  if (told === null || known === null) return NOTHING;
  if (told === known) return { points: 4, reason: 'Same birth date' };
  const [year, month, day] = told.split('-');
  if (`${year}-${day}-${month}` === known) return { points: 2, reason: 'Day and month turned round' };
  const differing = [...told].filter((digit, index) => digit !== known[index]).length;
  return differing === 1
    ? { points: 2, reason: 'Birth date off by one digit' }
    : { points: -3, reason: 'Another birth date' };
}

function namePoints(said: Submission, label: Appointment['label']): Part {
  const family = likeness(said.family, label.family);
  const straight = family + likeness(said.given, label.given) / 2;
  const swapped = likeness(said.family, label.given) + likeness(said.given, label.family) / 2;
  if (straight === 0 && swapped === 0) return NOTHING;
  if (swapped > straight) return { points: swapped - 1, reason: 'Names swapped' };
  if (family === 3) return { points: straight, reason: said.given ? 'Same name' : 'Same family name' };
  return { points: straight, reason: family > 0 ? 'Similar name' : 'Same given name' };
}

/** 3 the same, 2 near (half of a double name, an initial, a nickname, a slip of the finger), 0 not alike. */
function likeness(told: string | undefined, known: string): number {
  const [a, b] = [folded(told ?? ''), folded(known)];
  if (!a || !b) return 0;
  if (a.replaceAll(' ', '') === b.replaceAll(' ', '')) return 3;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const words = long.split(' ');
  if (words.includes(short) || (short.length >= 3 && long.startsWith(short)) || areNicknames(a, b)) return 2;
  return words.concat(long).some((word) => nameLikeness(word, short) >= NAMES_ALIKE) ? 2 : 0;
}

function phonePoints(last4: string | undefined, patient: Patient | undefined): Part {
  if (!last4 || !patient || patient.phones.length === 0) return NOTHING;
  return patient.phones.some(({ number }) => number.replace(/\D/g, '').endsWith(last4))
    ? { points: 2, reason: 'Same phone' }
    : { points: -1, reason: 'Another phone' };
}

function hereReason(visit: Visit | undefined): readonly string[] {
  if (!visit) return [];
  return visit.state === 'checked-out' || visit.state === 'left'
    ? ['Was here already']
    : [`Here already: ${visit.ticket}`];
}
