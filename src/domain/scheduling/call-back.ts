import type { AppointmentId, UserId } from '../ids.ts';
import { instantOf, type Instant } from '../time.ts';
import type { Appointment } from './appointment.ts';
import { promisesOf, resolve, type Lease } from './lease.ts';

/** Who calls a patient whose time went to somebody else, and until when [LEASE-6]. */
export interface CallBack {
  readonly appointment: AppointmentId;
  /** Whose appointment keeps the time. */
  readonly keeps: AppointmentId;
  /** Who promised it: they have spoken with the patient. Null where an older version wrote it down. */
  readonly owner: UserId | null;
  /** The hour that was promised is over then; null where nothing was said of one. */
  readonly until: Instant | null;
}

/** What the desk says for a time that it does not hold: “we will call you within the hour” [BOOK-5]. */
const HOUR_MS = 3_600_000;

/** The visits of a day that give way, each with who calls: the same on every device, from the first moment both promises are there. */
export function callBacks(appointments: readonly Appointment[], leases: readonly Lease[]): readonly CallBack[] {
  const byId = new Map(appointments.map((one) => [one.appointment, one]));
  return resolve(promisesOf(appointments, leases)).flatMap(({ stands, yields }) => {
    const mine = byId.get(yields);
    if (!mine) return [];
    const until = mine.provisional && mine.promise ? instantOf(mine.promise.at) + HOUR_MS : null;
    return [{ appointment: yields, keeps: stands, owner: mine.promise?.by ?? null, until }];
  });
}
