import type { DocumentClass } from '../document/document-facts.ts';
import type { LocalDate } from '../time.ts';
import { asLetters } from './look-alikes.ts';
import { datesOn, type ReadDate } from './read-dates.ts';
import { heightOf, linesOf, textOf, type Box, type ReadPage, type Run } from './read-page.ts';

/** What kind of paper its heading says it is [READ-5]. */
export interface KindRead {
  readonly class: DocumentClass;
  readonly text: string;
  readonly box: Box;
}

/** The paper's own day. */
export type PaperDate = Pick<ReadDate, 'date' | 'text' | 'box' | 'label'>;

/** Headings as US offices print them; the first that fits a line counts. */
const HEADINGS: readonly (readonly [DocumentClass, RegExp])[] = [
  ['discharge', /\bdischarge (summary|instructions|note|report)\b|\bhospital discharge\b/],
  ['operative-report', /\boperative (report|note)\b|\boperation report\b|\bprocedure (report|note)\b|\bsurgical report\b/],
  ['insurance', /\bexplanation of (benefits|payment)\b|\bremittance advice\b|\bprior authorization\b|\binsurance (card|verification)\b|\beligibility\b/],
  ['legal', /\bpower of attorney\b|\badvance directive\b|\bliving will\b|\bsubpoena\b|\bguardianship\b|\bcourt order\b|\bpolst\b/],
  ['consent', /\bconsent\b|\backnowledge?ment of receipt\b|\bauthorization (for|to) (release|disclose|treat)/],
  ['imaging', /\b(radiology|imaging|x-?ray|mri|ct|ultrasound|mammogra\w+|sonogra\w+|dexa|pet) (report|result|study|exam|consultation|scan)|\bdiagnostic imaging\b|\bmammogram\b|\bmagnetic resonance\b|\bechocardiogram\b|\bradiology\b/],
  ['lab', /\b(laboratory|lab|pathology|cytology|microbiology|hematology) (report|results?|final report|test results?)\b|\blaboratory\b.*\breport\b|\bpathology\b/],
  ['consult-note', /\bconsult(ation)? (note|report|letter)\b|\bconsultation\b|\bprogress note\b|\bhistory and physical\b|\boffice visit\b|\bvisit (note|summary)\b/],
  ['correspondence', /\breferral\b|\breferred (by|to)\b|\bletter of\b|\bfax (cover|transmi\w+)\b|^dear\b/],
  ['records-in', /\b(medical|health) records?\b|\brecords (release|request|transfer)\b|\btransfer of care\b/],
  ['identification', /\bdriver'?s? licen[sc]e\b|\bidentification card\b|\bpassport\b/],
  ['form', /\b(intake|registration|questionnaire|new patient) ?(form|packet)?\b/]
]; // prettier-ignore

/** A heading is in this share of the page from the top. */
const HEAD = 0.4;
/** A line with more words is a sentence that mentions it. */
const MOST_WORDS = 9;

/** By the heading that stands largest and highest; null where none says it. */
export function kindOf(page: ReadPage): KindRead | null {
  const runs = linesOf(page).flat();
  const head = runs.filter(({ box, words }) => box.top < HEAD * page.height && words.length <= MOST_WORDS);
  const usual = median(runs.map(({ box }) => heightOf(box)));
  let best: (KindRead & { readonly weight: number }) | null = null;
  for (const run of head) {
    const found = headingIn(run);
    if (!found) continue;
    const weight = heightOf(run.box) / Math.max(1, usual) - run.box.top / Math.max(1, page.height);
    if (!best || weight > best.weight) best = { ...found, weight };
  }
  return best && { class: best.class, text: best.text, box: best.box };
}

function headingIn({ words, box }: Run): KindRead | null {
  const text = textOf(words);
  const plain = words.map((word) => (/[a-z]/i.test(word.text) ? asLetters(word.text) : word.text)).join(' ');
  const found = HEADINGS.find(([, heading]) => heading.test(plain.replace(/[^\p{L}\p{Nd}' -]/gu, '')));
  return found ? { class: found[0], text, box } : null;
}

/** What says that a day is not the paper's: it is a person's, another paper's, or ahead. */
const NOT_ITS = /birth|\bdob\b|d\.o\.b|\bborn\b|expir|\bdue\b|next|follow|effective|appointment|printed|fax|age\b/;
/** Which day is the paper's own, where it has several: when it was made of the patient, then when it was written. */
const ITS: readonly RegExp[] = [
  /collect|specimen|date of (service|exam|visit|procedure|surgery|study)|service date|exam date|\bdos\b|visit date|performed|discharge date|date of discharge|discharged/,
  /report(ed)? (date|on)|reported|date of report|result|signed|dictated|completed/,
  /\bdated?\b/,
  /received|order/
];

/** The day of a paper, by the word before it, else the first near the head; null without one, and never one that is ahead [READ-5]. */
export function paperDateOf(page: ReadPage, today: LocalDate): PaperDate | null {
  const dates = datesOn(page, today).filter(({ date, label }) => date <= today && !NOT_ITS.test(label));
  for (const said of ITS) {
    const found = dates.find(({ label }) => said.test(label));
    if (found) return found;
  }
  return dates.find(({ box }) => box.top < HEAD * page.height) ?? null;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
