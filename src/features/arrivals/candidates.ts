import type { Appointment } from '#domain/scheduling/appointment.ts';

/** Someone of today's list who may be the one at the kiosk. */
export interface Candidate {
  readonly appointment: Appointment;
  /** Enough agrees that Enter may take it. */
  readonly isSure: boolean;
  /** What agrees and what does not, in words. */
  readonly reasons: readonly string[];
}
