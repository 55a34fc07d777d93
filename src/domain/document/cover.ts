import type { PatientId, PractitionerId } from '../ids.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import { DOCUMENT_CLASSES, type DocumentClass } from './document-facts.ts';

/**
 * What a cover sheet says of the pages behind it [DOC-8]. The sheet shows a patient's name and birth date for eyes; its code names the patient by the
 * record's own id, which says nothing to who reads it elsewhere.
 */
export interface Cover {
  readonly patient: PatientId;
  readonly class: DocumentClass;
  readonly reviewer: PractitionerId | null;
  /** How many pages lie behind it; null: nobody counted. */
  readonly pages: number | null;
  /** The last day it is good for. */
  readonly until: LocalDate;
}

/** A cover sheet that lies about is good for so long, days. */
export const COVER_DAYS = 30;
/** A paper has at most so many pages. */
export const MOST_COVER_PAGES = 500;

const MARK = 'anteroom-cover-1';
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** As the code holds it. */
export function coverText({ patient, class: kind, reviewer, pages, until }: Cover): string {
  return [MARK, patient, kind, reviewer ?? '', pages ?? '', until].join('|');
}

/** What a code says; null for anything that is none of ours. */
export function readCover(text: string): Cover | null {
  const [mark, patient = '', kind, reviewer = '', count = '', until = '', ...more] = text.split('|');
  const known = DOCUMENT_CLASSES.find((one) => one === kind);
  const pages = /^[1-9]\d{0,2}$/.test(count) ? Number(count) : null;
  const isSound =
    mark === MARK &&
    more.length === 0 &&
    ID.test(patient) &&
    (reviewer === '' || ID.test(reviewer)) &&
    (count === '' || (pages !== null && pages <= MOST_COVER_PAGES)) &&
    isLocalDate(until);
  if (!isSound || !known) return null;
  return { patient, class: known, reviewer: reviewer === '' ? null : reviewer, pages, until };
}

/** One paper of a batch: its pages, from 0, without the sheet before them. */
export interface BatchPart {
  /** Null: the pages before the first sheet. */
  readonly cover: Cover | null;
  readonly pages: readonly number[];
}

/**
 * Parts a batch where its cover sheets lie [DOC-8]. A sheet with nothing behind it is no paper. @param covers for each page the sheet that it is; null
 * for a page of a paper, `blank` for one that has nothing on it, which is left out
 */
export function partsOfBatch(covers: readonly (Cover | 'blank' | null)[]): readonly BatchPart[] {
  const parts: { readonly cover: Cover | null; readonly pages: number[] }[] = [{ cover: null, pages: [] }];
  for (const [page, cover] of covers.entries()) {
    if (cover === null) parts.at(-1)?.pages.push(page);
    else if (cover !== 'blank') parts.push({ cover, pages: [] });
  }
  return parts.filter(({ pages }) => pages.length > 0);
}

/** What a person should know before a paper is filed as its sheet says. */
export type CoverDoubt =
  { readonly code: 'cover/over' } | { readonly code: 'cover/pages'; readonly have: number; readonly want: number };

export function coverDoubts({ until, pages }: Cover, have: number, today: LocalDate): readonly CoverDoubt[] {
  return [
    ...(until < today ? [{ code: 'cover/over' } as const] : []),
    ...(pages !== null && pages !== have ? [{ code: 'cover/pages', have, want: pages } as const] : [])
  ];
}
