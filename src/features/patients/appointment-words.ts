import type { AppointmentStatus } from '#domain/scheduling/appointment.ts';

/** The status of an appointment in a patient's list. */
export const STATUS_WORDS = {
  booked: { hue: 'expected', word: 'Booked' },
  cancelled: { hue: 'trouble', word: 'Cancelled' },
  'no-show': { hue: 'trouble', word: 'No-show' },
  rescheduled: { hue: 'done', word: 'Rescheduled' }
} as const satisfies Record<AppointmentStatus, { readonly hue: string; readonly word: string }>;
