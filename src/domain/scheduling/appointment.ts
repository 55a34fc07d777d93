import { factId, standing, type FactId, type Recorded } from '../fact.ts';
import type { AppointmentId, PatientId, VisitTypeId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { AppointmentFact, CancelReason, NoShowReason, PatientLabel, Placement } from './appointment-facts.ts';

export type AppointmentStatus = 'booked' | 'cancelled' | 'no-show' | 'rescheduled';

/** FHIR R4 Appointment, as its facts say it is. */
export interface Appointment {
  readonly appointment: AppointmentId;
  readonly patient: PatientId;
  readonly label: PatientLabel;
  readonly visitType: VisitTypeId;
  readonly at: Placement;
  readonly note: string;
  readonly status: AppointmentStatus;
  readonly reason: CancelReason | NoShowReason | null;
  readonly provisional: boolean;
  readonly rescheduledTo: { readonly date: LocalDate; readonly appointment: AppointmentId } | null;
  readonly slip: { readonly envelope: string; readonly key: Uint8Array } | null;
  /** The fact that gave it its present status or place: what undo takes back. */
  readonly last: FactId;
  /** Moves that started from a place the appointment no longer had: two desks moved it at once (SCH-6). */
  readonly contested: readonly Placement[];
}

/** Folds one appointment from its facts; null when it was never booked, or the booking was taken back. */
export function appointmentOf(facts: Iterable<Recorded>): Appointment | null {
  let state: Appointment | null = null;
  for (const recorded of standing(facts)) state = withFact(state, recorded);
  return state;
}

function withFact(state: Appointment | null, recorded: Recorded): Appointment | null {
  const fact = recorded.fact as AppointmentFact; // an unknown kind from a newer version falls through the switch
  const last = factId(recorded);
  if (fact.kind === 'appointment/booked') return state ?? booked(fact.of, last);
  if (!state) return null;
  switch (fact.kind) {
    case 'appointment/moved': {
      const contested = samePlace(fact.of.from, state.at) ? state.contested : [...state.contested, state.at];
      return { ...state, at: fact.of.to, last, contested };
    }
    case 'appointment/rescheduled':
      return { ...state, status: 'rescheduled', rescheduledTo: fact.of.to, last };
    case 'appointment/cancelled':
      return { ...state, status: 'cancelled', reason: fact.of.reason, last };
    case 'appointment/no-show':
      return { ...state, status: 'no-show', reason: fact.of.reason, last };
    case 'appointment/slip-issued':
      return { ...state, slip: { envelope: fact.of.envelope, key: fact.of.key } };
    default:
      return state;
  }
}

function booked(of: Extract<AppointmentFact, { kind: 'appointment/booked' }>['of'], last: FactId): Appointment {
  return {
    appointment: of.appointment,
    patient: of.patient,
    label: of.label,
    visitType: of.visitType,
    at: of.at,
    note: of.note ?? '',
    status: 'booked',
    reason: null,
    provisional: of.provisional ?? false,
    rescheduledTo: null,
    slip: null,
    last,
    contested: []
  };
}

export function samePlace(a: Placement, b: Placement): boolean {
  return a.practitioner === b.practitioner && a.start === b.start && a.minutes === b.minutes;
}
