import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { CancelReason, NoShowReason, RescheduleReason } from '#domain/scheduling/appointment-facts.ts';
import { AMPLE_HOURS } from '#domain/scheduling/unscheduled.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';

/** How far an appointment has come, as a card shows it: one of the five status hues and a word. */
export interface CardStatus {
  readonly hue: 'expected' | 'waiting' | 'active' | 'done' | 'trouble';
  readonly word: string;
}

const VISIT: Readonly<Record<VisitState, CardStatus>> = {
  waiting: { hue: 'waiting', word: 'Arrived' },
  called: { hue: 'active', word: 'Called' },
  'in-room': { hue: 'active', word: 'In room' },
  ready: { hue: 'active', word: 'Ready' },
  'with-provider': { hue: 'active', word: 'With provider' },
  done: { hue: 'done', word: 'Check-out' },
  'checked-out': { hue: 'done', word: 'Done' },
  left: { hue: 'trouble', word: 'Left' }
};

const BOOKED: CardStatus = { hue: 'expected', word: 'Booked' };
const PROVISIONAL: CardStatus = { hue: 'waiting', word: 'Provisional' };
const CLOSED = {
  cancelled: { hue: 'trouble', word: 'Cancelled' },
  'no-show': { hue: 'trouble', word: 'No-show' },
  rescheduled: { hue: 'expected', word: 'Rescheduled' }
} as const satisfies Record<Exclude<Appointment['status'], 'booked'>, CardStatus>;

/** The status of an appointment together with the visit it became. Each is one shared object, so that a card can compare it. */
export function statusOf(appointment: Appointment, visit: Visit | undefined): CardStatus {
  if (appointment.status !== 'booked') return CLOSED[appointment.status];
  if (visit) return VISIT[visit.state];
  return appointment.provisional ? PROVISIONAL : BOOKED;
}

export const CANCEL_REASONS: Readonly<
  Record<CancelReason, { readonly by: 'patient' | 'clinic'; readonly say: string }>
> = {
  illness: { by: 'patient', say: 'Ill' },
  transport: { by: 'patient', say: 'No transport' },
  cost: { by: 'patient', say: 'Cost' },
  insurance: { by: 'patient', say: 'Insurance' },
  forgot: { by: 'patient', say: 'Forgot' },
  better: { by: 'patient', say: 'Feels better' },
  'another-provider': { by: 'patient', say: 'Goes to another provider' },
  deceased: { by: 'patient', say: 'Deceased' },
  'provider-ill': { by: 'clinic', say: 'Provider ill' },
  emergency: { by: 'clinic', say: 'Emergency' },
  weather: { by: 'clinic', say: 'Weather' },
  equipment: { by: 'clinic', say: 'Equipment' },
  'schedule-change': { by: 'clinic', say: 'Schedule change' },
  unconfirmed: { by: 'clinic', say: 'Not confirmed' },
  duplicate: { by: 'clinic', say: 'Booked twice' },
  'entered-in-error': { by: 'clinic', say: 'Entered in error' }
};

/** What only a visit that gets another time has for a reason; the others are those of calling one off. */
export const CAME_REASONS: Readonly<Record<Exclude<RescheduleReason, CancelReason>, string>> = {
  late: 'Came too late',
  'wrong-day': 'Came on the wrong day'
};

/** After these nobody looks for another time. */
const NO_OTHER_TIME = new Set<string>([
  'better',
  'another-provider',
  'deceased',
  'duplicate',
  'entered-in-error',
  'unconfirmed'
]);

/** Why a visit gets another time, as choices of a field. */
export const RESCHEDULE_CHOICES: readonly { readonly value: string; readonly label: string }[] = [
  ...Object.entries(CAME_REASONS).map(([value, label]) => ({ value, label })),
  ...Object.entries(CANCEL_REASONS)
    .filter(([value]) => !NO_OTHER_TIME.has(value))
    .map(([value, { say }]) => ({ value, label: say }))
];

export const NO_SHOW_REASONS: Readonly<Record<NoShowReason, string>> = {
  'no-call': 'No call, did not come',
  'called-late': 'Called too late',
  'wrong-day': 'Came on the wrong day',
  'left-before': 'Left before being seen',
  illness: 'Was ill',
  transport: 'Had no transport',
  disaster: 'Storm or disaster',
  unknown: 'Not known'
};

/** Why it was called off or missed; empty while it stands. */
export function reasonText({ reason, noticeHours }: Appointment): string {
  if (!reason) return '';
  const said: Readonly<Record<string, string>> = { ...NO_SHOW_REASONS, ...CAME_REASONS };
  const say = reason in CANCEL_REASONS ? CANCEL_REASONS[reason as CancelReason].say : (said[reason] ?? ''); // asked before
  return noticeHours === undefined ? say : `${say}, ${noticeText(noticeHours)}`;
}

/** `3 days before`, `5 hours before: less than 24`; after the start, `after its time`. */
export function noticeText(hours: number): string {
  if (hours < 0) return 'after its time';
  if (hours >= 2 * AMPLE_HOURS) return `${Math.floor(hours / 24)} days before`;
  return hours >= AMPLE_HOURS ? `${hours} hours before` : `${hours} h before: less than ${AMPLE_HOURS}`;
}
