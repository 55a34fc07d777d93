/** The lists of open work, in the order of their tabs. */
export const WORK_LISTS = [
  { id: 'waitlist', label: 'Waitlist' },
  { id: 'schedule', label: 'To schedule' },
  { id: 'confirm', label: 'Confirm' },
  { id: 'missing', label: 'Missing' },
  { id: 'on-call', label: 'On call' },
  { id: 'procedures', label: 'Procedures' }
] as const;

export type WorkList = (typeof WORK_LISTS)[number]['id'];

/** The list an address names; the first where it names none. */
export function listFrom(asked: string | undefined): WorkList {
  return WORK_LISTS.find(({ id }) => id === asked)?.id ?? 'waitlist';
}
