import type { WorkLine } from './WorkRows.svelte';

/** The lists of open work, in the order of their tabs. */
export const WORK_LISTS = [
  { id: 'waitlist', label: 'Waitlist' },
  { id: 'asap', label: 'ASAP' },
  { id: 'schedule', label: 'Unscheduled' },
  { id: 'confirm', label: 'Confirm' },
  { id: 'missing', label: 'Missing' },
  { id: 'on-call', label: 'On call' },
  { id: 'procedures', label: 'Procedures' },
  { id: 'messages', label: 'Messages' }
] as const;

/** A part of a list as it goes to paper. */
export interface PrintedPart {
  readonly title: string;
  readonly lines: readonly WorkLine[];
}

export type WorkList = (typeof WORK_LISTS)[number]['id'];

/** The list an address names; the first where it names none. */
export function listFrom(asked: string | undefined): WorkList {
  return WORK_LISTS.find(({ id }) => id === asked)?.id ?? 'waitlist';
}
