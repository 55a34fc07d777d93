import type { Act } from '#domain/practice/acts.ts';

/** What is asked about the appointment in the panel. */
export type Asking = 'cancel' | 'no-show' | 'series';

/** The act that each leads to. */
export const ASKED: Readonly<Record<Asking, Act>> = {
  cancel: 'schedule/cancel',
  'no-show': 'schedule/no-show',
  series: 'schedule/change-series'
};
