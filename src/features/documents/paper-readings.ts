import { DOCUMENT_CLASSES, IDENTIFIERS, type DocumentClass, type Identifier } from '#domain/document/document-facts.ts';
import { criticalWords, type CriticalWord } from '#domain/reading/critical-words.ts';
import { kindOf, paperDateOf, type KindRead, type PaperDate } from '#domain/reading/paper-kind.ts';
import type { Box, ReadPage } from '#domain/reading/read-page.ts';
import {
  candidatesOf,
  questionsOf,
  seenOf,
  type KnownPerson,
  type PaperCandidate,
  type SeenIdentifier
} from '#domain/reading/whose-paper.ts';
import type { LocalDate } from '#domain/time.ts';
import type { PatientHit, Rows } from '#station/rows.ts';
import { birthDateText, nameText } from '#ui/format.ts';
import { CLASS_WORDS, IDENTIFIER_WORDS } from './refusals.ts';

/** What stands in the index panel, as far as reading has something to say of it. */
export interface Indexed {
  readonly shown: Readonly<Record<Identifier, boolean>>;
  readonly class: string;
  readonly date: string;
  readonly urgent: boolean;
}

/** What a person may take, each with one key. */
export type PaperTake =
  | { readonly is: 'patient'; readonly hit: PatientHit }
  | { readonly is: 'shown'; readonly identifier: Identifier }
  | { readonly is: 'class'; readonly class: DocumentClass }
  | { readonly is: 'date'; readonly date: LocalDate }
  | { readonly is: 'urgent' };

export interface PaperOffer {
  readonly key: string;
  readonly take: PaperTake;
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly isDoubtful: boolean;
  /** Where it was read; the page counts from 0. */
  readonly page: number;
  readonly box: Box | null;
}

/** What the pages say of the paper itself; worked out once, whatever is taken afterwards. */
export interface PaperSays {
  readonly kind: KindRead | null;
  readonly date: PaperDate | null;
  readonly critical: readonly (CriticalWord & { readonly page: number })[];
}

export function paperSays(pages: readonly ReadPage[], today: LocalDate): PaperSays {
  const [first] = pages;
  return {
    kind: first ? kindOf(first) : null,
    date: first ? paperDateOf(first, today) : null,
    critical: pages.flatMap((each, page) => criticalWords(each).map((word) => ({ ...word, page })))
  };
}

/** More of one birth date are looked at in the list, not here. */
const MOST_OF_A_DAY = 25;
/** Whose a paper is stands on one of its first pages. */
const WHOSE_PAGES = 3;

/** Those on record whom the pages may speak of; asked of the directory on this device [READ-3]. */
export async function findCandidates(
  rows: Pick<Rows, 'findPatients'>,
  pages: readonly ReadPage[],
  today: LocalDate
): Promise<readonly PaperCandidate<PatientHit>[]> {
  const first = pages.slice(0, WHOSE_PAGES);
  const { queries } = questionsOf(first, today);
  const found = await Promise.all(queries.map((query) => rows.findPatients(query, MOST_OF_A_DAY)));
  return candidatesOf(first, found.flat(), today);
}

/** What the pages show of one person, whether they would be proposed or not [READ-4]. */
export function candidateOf(pages: readonly ReadPage[], person: KnownPerson, today: LocalDate): PaperCandidate {
  return { person, seen: seenOf(pages, person, today) };
}

/** All that can be taken now, in the order of the panel. @param chosen whom somebody chose, with what was read of them */
export function paperOffers(
  { kind, date, critical }: PaperSays,
  candidates: readonly PaperCandidate<PatientHit>[],
  chosen: PaperCandidate | null,
  now: Indexed
): readonly PaperOffer[] {
  const who = chosen ? identifierOffers(chosen, now) : candidates.map(candidateOffer);
  return [...who, ...kindOffers(kind, now), ...dateOffers(date, now), ...urgentOffers(critical, now)];
}

function candidateOffer({ person, seen }: PaperCandidate<PatientHit>): PaperOffer {
  const [first] = seen;
  const born = person.birthDate ? `, born ${birthDateText(person.birthDate)}` : '';
  const isDoubtful = seen.length < 2 || seen.some(({ isNear }) => isNear);
  return {
    key: `patient ${person.patient}`,
    take: { is: 'patient', hit: person },
    label: 'Patient',
    value: `${nameText(person)}${born}`,
    note: `${seen.map(wordOf).join(' and ')} read`,
    isDoubtful,
    page: first?.page ?? 0,
    box: first?.box ?? null
  };
}

const wordOf = ({ identifier, isNear }: SeenIdentifier): string =>
  `${IDENTIFIER_WORDS[identifier].toLowerCase()}${isNear ? ' nearly' : ''}`;

function identifierOffers({ person, seen }: PaperCandidate, { shown }: Indexed): readonly PaperOffer[] {
  return seen
    .filter(({ identifier }) => !shown[identifier])
    .toSorted((a, b) => IDENTIFIERS.indexOf(a.identifier) - IDENTIFIERS.indexOf(b.identifier))
    .map(({ identifier, text, isNear, page, box }) => ({
      key: `shown ${person.patient} ${identifier}`,
      take: { is: 'shown', identifier },
      label: `${IDENTIFIER_WORDS[identifier]} on the paper`,
      value: text,
      note: isNear ? 'a letter or two off: look whether it is the same' : '',
      isDoubtful: isNear,
      page,
      box
    }));
}

function kindOffers(kind: KindRead | null, now: Indexed): readonly PaperOffer[] {
  if (!kind || now.class === kind.class) return [];
  const { class: is, text, box } = kind;
  const known = DOCUMENT_CLASSES.find((one) => one === now.class);
  const note = `“${text}”${known ? `, instead of ${CLASS_WORDS[known]}` : ''}`;
  const take = { is: 'class', class: is } as const;
  return [{ key: `class ${is}`, take, label: 'Kind', value: CLASS_WORDS[is], note, isDoubtful: false, page: 0, box }];
}

function dateOffers(found: PaperDate | null, now: Indexed): readonly PaperOffer[] {
  if (!found || now.date === found.date) return [];
  const { date, label, box } = found;
  const instead = now.date === '' ? '' : `instead of ${birthDateText(now.date)}`;
  const after = label.replace(/[^\p{L}\p{Nd}]+$/u, '');
  const note = [after ? `after “${after}”` : 'near the head', instead].filter(Boolean).join(', ');
  const said = { label: 'Date on the paper', value: birthDateText(date), note, isDoubtful: after === '' };
  return [{ key: `date ${date}`, take: { is: 'date', date }, ...said, page: 0, box }];
}

/** The words as they stand, so that somebody sees why; what denies them in their own sentence was weighed. */
function urgentOffers(critical: PaperSays['critical'], now: Indexed): readonly PaperOffer[] {
  const [first] = critical;
  if (now.urgent || !first) return [];
  const words = [...new Set(critical.map(({ word }) => word))].join(', ');
  const said = { label: 'Urgent', value: `“${words}”`, note: first.line, isDoubtful: false };
  return [{ key: `urgent ${words}`, take: { is: 'urgent' }, ...said, page: first.page, box: first.box }];
}
