import type { UserId } from '../ids.ts';
import { localDateOf, type LocalDate, type ZoneId } from '../time.ts';
import type { Evidence, Looked } from './evidence.ts';

/** How somebody came to know it, as it is read. */
export const HOW_WORDS: Readonly<Record<Evidence['how'], string>> = {
  asked: 'asked',
  card: 'card seen',
  id: 'ID seen',
  payer: 'payer answered',
  kiosk: 'typed at the kiosk',
  portal: 'typed in the portal',
  signed: 'signed',
  declined: 'would not sign',
  entered: 'entered',
  received: 'changed by another system'
};

/** `today`, `12 days ago`, `14 mo ago`. Months of 30 days: nobody counts them. */
export function agoText(days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days < 60) return `${days} days ago`;
  const years = Math.floor(days / 365);
  return days < 730 ? `${Math.floor(days / 30)} mo ago` : `${years} ${years === 1 ? 'year' : 'years'} ago`;
}

interface Reading {
  readonly today: LocalDate;
  readonly zone: ZoneId;
  readonly initials: ReadonlyMap<UserId, string>;
}

/** `asked 12 days ago by AR`; empty where nobody here ever looked [REG-15]. */
export function fieldAgeText(looked: Looked, field: string, { today, zone, initials }: Reading): string {
  const evidence: Evidence | undefined =
    looked.evidence?.[field] ?? (looked.registered ? { how: 'entered', ...looked.registered } : undefined);
  if (!evidence) return '';
  const day = localDateOf(evidence.at, zone);
  const days = Math.max(0, Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000));
  const by = initials.get(evidence.by);
  return `${HOW_WORDS[evidence.how]} ${agoText(days)}${by ? ` by ${by}` : ''}`;
}
