import { IDENTIFIERS, type DocumentClass, type Identifier } from '#domain/document/document-facts.ts';
import { criticalWords } from '#domain/reading/critical-words.ts';
import { kindOf, paperDateOf } from '#domain/reading/paper-kind.ts';
import type { Box, ReadPage } from '#domain/reading/read-page.ts';
import { candidatesOf, questionsOf, type KnownPerson, type PaperCandidate } from '#domain/reading/whose-paper.ts';
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

/** More of one birth date are looked at in the list, not here. */
const MOST_OF_A_DAY = 40;

/** Those on record whom the pages may speak of; asked of the directory on this device [READ-3]. */
export async function findCandidates(
  rows: Pick<Rows, 'findPatients'>,
  pages: readonly ReadPage[],
  today: LocalDate
): Promise<readonly PaperCandidate<PatientHit>[]> {
  const { queries } = questionsOf(pages, today);
  const found = await Promise.all(queries.map((query) => rows.findPatients(query, MOST_OF_A_DAY)));
  return candidatesOf(pages, found.flat(), today);
}

/** What somebody who is not among the candidates was read of: nothing may be, and that is said [READ-4]. */
export function candidateOf(pages: readonly ReadPage[], person: KnownPerson, today: LocalDate): PaperCandidate {
  return candidatesOf(pages, [person], today)[0] ?? { person, seen: [] };
}

/** All that can be taken now, in the order of the panel. @param chosen whom somebody chose, with what was read of them */
export function paperOffers(
  pages: readonly ReadPage[],
  candidates: readonly PaperCandidate<PatientHit>[],
  chosen: PaperCandidate | null,
  now: Indexed,
  today: LocalDate
): readonly PaperOffer[] {
  const who = chosen ? identifierOffers(chosen, now) : candidates.map(candidateOffer);
  return [...who, ...kindOffers(pages, now), ...dateOffers(pages, now, today), ...urgentOffers(pages, now)];
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
    note: `${seen.map(({ identifier, isNear }) => `${IDENTIFIER_WORDS[identifier].toLowerCase()}${isNear ? ' nearly' : ''}`).join(' and ')} read`,
    isDoubtful,
    page: first?.page ?? 0,
    box: first?.box ?? null
  }; // prettier-ignore
}

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

function kindOffers(pages: readonly ReadPage[], now: Indexed): readonly PaperOffer[] {
  const kind = pages[0] && kindOf(pages[0]);
  if (!kind || now.class === kind.class) return [];
  const { class: is, text, box } = kind;
  const instead = now.class === '' ? '' : `, instead of ${CLASS_WORDS[now.class as DocumentClass] ?? now.class}`; // a choice of the panel
  return [{ key: `class ${is}`, take: { is: 'class', class: is }, label: 'Kind', value: CLASS_WORDS[is], note: `“${text}”${instead}`, isDoubtful: false, page: 0, box }];
} // prettier-ignore

function dateOffers(pages: readonly ReadPage[], now: Indexed, today: LocalDate): readonly PaperOffer[] {
  const found = pages[0] && paperDateOf(pages[0], today);
  if (!found || now.date === found.date) return [];
  const { date, label, box } = found;
  const instead = now.date === '' ? '' : `instead of ${birthDateText(now.date)}`;
  const after = label.replace(/[^\p{L}\p{Nd}]+$/u, '');
  const note = [after ? `after “${after}”` : 'near the head', instead].filter(Boolean).join(', ');
  return [{ key: `date ${date}`, take: { is: 'date', date }, label: 'Date on the paper', value: birthDateText(date), note, isDoubtful: after === '', page: 0, box }];
} // prettier-ignore

/** The words as they stand, so that somebody sees why; what denies them in their own sentence was weighed. */
function urgentOffers(pages: readonly ReadPage[], now: Indexed): readonly PaperOffer[] {
  if (now.urgent) return [];
  const found = pages.flatMap((page, at) => criticalWords(page).map((word) => ({ ...word, at })));
  const [first] = found;
  if (!first) return [];
  const words = [...new Set(found.map(({ word }) => word))].join(', ');
  return [{ key: `urgent ${words}`, take: { is: 'urgent' }, label: 'Urgent', value: `“${words}”`, note: first.line, isDoubtful: false, page: first.at, box: first.box }];
} // prettier-ignore
