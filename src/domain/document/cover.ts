import type { PatientId, PractitionerId } from '../ids.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import { formPageFrom, isSameForm, type FormPages } from './form-pages.ts';
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

/** What a page of a batch is: a cover sheet, a page of a form that we printed, one with nothing on it, or null for a page of a paper. */
export type BatchPage = Cover | FormPages | 'blank' | null;

/** What a page shows to a machine, as a page of a batch. */
export function batchPageFrom({
  code,
  isBlank
}: {
  readonly code: string | null;
  readonly isBlank: boolean;
}): BatchPage {
  const text = code ?? '';
  return readCover(text) ?? formPageFrom(text) ?? (isBlank ? 'blank' : null);
}

/** One paper of a batch: its pages, from 0, without the sheet before them. */
export interface BatchPart {
  /** Null: the pages before the first sheet. */
  readonly cover: Cover | null;
  /** Its pages are a form's, in the order of their numbers; absent for every other paper. */
  readonly form?: FormPages;
  readonly pages: readonly number[];
}

/**
 * Parts a batch where its cover sheets lie [DOC-8]. A sheet with nothing behind it is no paper. Pages of one printed form are one paper, wherever they lie [FORM-17]; a page
 * that shows no code behind one of them is its, while the form lacks one. @param pages for each page what it is; what is blank is left out
 */
export function partsOfBatch(pages: readonly BatchPage[]): readonly BatchPart[] {
  const parts: Growing[] = [{ cover: null, form: null, pages: [] }];
  const forms: Growing[] = [];
  let behind: Growing | null = null;
  for (const [page, kind] of pages.entries()) {
    if (kind === 'blank') continue;
    if (kind !== null && 'packet' in kind) {
      const known = forms.find(({ form }) => form && isSameForm(form, kind));
      behind = known ?? { cover: null, form: { ...kind, seen: [] }, pages: [] };
      if (!known) forms.push(behind);
      put(behind, page, kind.seen[0] ?? null);
    } else if (kind === null) {
      const isTheirs = behind?.form && new Set(behind.form.seen).size < behind.form.of && !behind.hasUncoded;
      if (behind && isTheirs) {
        behind.hasUncoded = true;
        put(behind, page, null);
      } else parts.at(-1)?.pages.push({ page, number: null });
    } else {
      behind = null;
      parts.push({ cover: kind, form: null, pages: [] });
    }
  }
  return [...parts, ...forms].filter((part) => part.pages.length > 0).map(grown);
}

interface Growing {
  readonly cover: Cover | null;
  form: FormPages | null;
  readonly pages: { readonly page: number; readonly number: number | null }[];
  /** A form takes one page without a code: more are another paper. */
  hasUncoded?: boolean;
}

function put(part: Growing, page: number, number: number | null): void {
  part.pages.push({ page, number });
  if (part.form && number !== null) part.form = { ...part.form, seen: [...part.form.seen, number] };
}

function grown({ cover, form, pages }: Growing): BatchPart {
  if (!form) return { cover, pages: pages.map(({ page }) => page) };
  // What shows no code stays behind the page it lay behind.
  const inOrder = pages.map((one, i) => ({ ...one, rank: one.number ?? (pages[i - 1]?.number ?? 0) + 0.5 }));
  const sorted = inOrder.sort((a, b) => a.rank - b.rank || a.page - b.page);
  return { cover, form: { ...form, seen: form.seen.toSorted((a, b) => a - b) }, pages: sorted.map(({ page }) => page) };
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
