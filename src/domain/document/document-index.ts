import type { AppointmentId, CaseId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { DocumentClass, Indexed } from './document-facts.ts';

/** What each kind of paper may be in particular. A word belongs to one kind. */
export const SUBCLASSES = {
  lab: ['blood', 'urine', 'microbiology', 'pathology'],
  imaging: ['x-ray', 'ct', 'mri', 'ultrasound', 'mammogram', 'bone-density', 'nuclear'],
  'consult-note': ['specialist', 'emergency', 'therapy'],
  discharge: ['discharge-summary', 'discharge-instructions'],
  'operative-report': ['surgery', 'endoscopy'],
  'records-in': ['record-summary', 'immunizations', 'medications', 'whole-record'],
  insurance: ['insurance-card', 'benefits-statement', 'denial', 'authorization'],
  identification: ['driver-license', 'passport', 'portrait'],
  consent: ['treatment', 'privacy', 'release', 'financial'],
  legal: ['advance-directive', 'power-of-attorney', 'guardianship', 'subpoena'],
  correspondence: ['referral', 'payer-letter', 'lawyer-letter', 'patient-letter'],
  form: ['registration', 'history', 'school', 'work', 'disability']
} as const satisfies Readonly<Record<DocumentClass, readonly string[]>>;
export type DocumentSubclass = (typeof SUBCLASSES)[DocumentClass][number];

/** How a paper came to us. */
export const CHANNELS = ['mail', 'fax', 'scan', 'upload', 'camera', 'kiosk', 'import'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a paper belongs to: an appointment of the patient, or a case of theirs (an order, a procedure). */
export type RelatedTo = { readonly appointment: AppointmentId; readonly date: LocalDate } | { readonly case: CaseId };

/** What may be said of a paper beside what always is [DOC-15]. A key that is missing was not said. */
export interface IndexMore {
  readonly subclass?: DocumentSubclass;
  readonly channel?: Channel;
  /** Who sent it, each as it stands on the paper; empty where it says none. */
  readonly from?: { readonly organization: string; readonly person: string };
  readonly related?: RelatedTo;
  readonly notes?: string;
}

/** Everything of a filed paper's index that can be said anew [DOC-16]; null: it is not said. */
export interface Reindexable {
  readonly class: DocumentClass;
  readonly title: string;
  readonly date: LocalDate | null;
  readonly received: LocalDate;
  readonly urgent: boolean;
  readonly subclass: DocumentSubclass | null;
  readonly channel: Channel | null;
  readonly from: IndexMore['from'] | null;
  readonly related: RelatedTo | null;
  readonly notes: string | null;
}

export const REINDEXABLE = [
  'class',
  'title',
  'date',
  'received',
  'urgent',
  'subclass',
  'channel',
  'from',
  'related',
  'notes'
] as const satisfies readonly (keyof Reindexable)[];

/** What a paper's index says now. */
export function indexOf(
  of: Omit<Indexed, 'shown' | 'reviewer'> & IndexMore & { readonly received: LocalDate }
): Reindexable {
  const { class: kind, title, date, received, urgent, subclass, channel, from, related, notes } = of;
  const more = { subclass: subclass ?? null, channel: channel ?? null, from: from ?? null };
  return { class: kind, title, date, received, urgent, ...more, related: related ?? null, notes: notes ?? null };
}

/** A paper with some of its index said anew: nothing else of it, whatever a fact has beside. */
export function reindexed<Paper extends IndexMore>(paper: Paper, to: Partial<Reindexable>): Paper {
  const said = REINDEXABLE.filter((key) => to[key] !== undefined);
  const gone = new Set<string>(said.filter((key) => to[key] === null && key !== 'date'));
  const anew = Object.fromEntries(said.map((key) => [key, to[key]]));
  const next = Object.entries({ ...paper, ...anew }).filter(([key]) => !gone.has(key));
  return Object.fromEntries(next) as unknown as Paper; // the same keys; those that are said no more may be missing
}

/** Whether a paper is in particular what its kind can be. */
export function isSubclassOf(kind: DocumentClass, subclass: string): subclass is DocumentSubclass {
  return (SUBCLASSES[kind] as readonly string[]).includes(subclass);
}
