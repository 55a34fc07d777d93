import type { BirthDateProblem } from '#domain/import/birth-date.ts';
import type { BirthDateRefusal } from '#domain/patient/birth-date-text.ts';
import type { Words } from '#domain/result.ts';
import type { Remark } from './records.ts';

/** Why a record or a whole file was not taken in. The words go into the report; they name elements, never people. */
export type ImportRefusal =
  | { readonly code: 'file/empty' }
  | { readonly code: 'file/utf-16' }
  | { readonly code: 'file/zip' }
  | { readonly code: 'file/gzip-cut' }
  | { readonly code: 'file/gzip-damaged' }
  | { readonly code: 'file/too-large'; readonly limitMiB: number }
  | { readonly code: 'line/too-long'; readonly limitMiB: number }
  | { readonly code: 'line/not-utf-8' }
  | { readonly code: 'json/cut' }
  | { readonly code: 'json/damaged'; readonly at: string }
  | { readonly code: 'fhir/not-a-resource' }
  | { readonly code: 'fhir/unknown-type'; readonly type: string }
  | { readonly code: 'fhir/element'; readonly element: string; readonly must: string }
  | { readonly code: 'fhir/entry-empty' }
  | { readonly code: 'fhir/transaction'; readonly entry: number }
  | { readonly code: 'record/no-id' }
  /** The general limits of what is written down (src/protocol/fact-schemas.ts), which have their own words. */
  | { readonly code: 'record/not-storable'; readonly say: string }
  | { readonly code: 'patient/no-name' }
  | { readonly code: 'patient/animal' }
  | { readonly code: 'patient/birth-date'; readonly given: string; readonly why: BirthDateProblem }
  | { readonly code: 'patient/someone-else' }
  | { readonly code: 'encounter/no-start' }
  | { readonly code: 'encounter/time'; readonly element: string; readonly given: string }
  | { readonly code: 'encounter/no-patient' }
  | { readonly code: 'encounter/patient-by-search' }
  | { readonly code: 'encounter/patient-not-here' }
  | { readonly code: 'kept/no-patient' }
  | { readonly code: 'kept/patient-by-search' }
  | { readonly code: 'kept/patient-not-here' }
  | { readonly code: 'kept/too-large' }
  | { readonly code: 'contact/no-name' }
  | { readonly code: 'file/too-large-a-list'; readonly limitMiB: number }
  | { readonly code: 'list/no-name-column' }
  | { readonly code: 'list/too-many-columns'; readonly most: number }
  | { readonly code: 'list/no-such-column'; readonly columns: readonly string[] }
  | { readonly code: 'list/no-key' }
  | { readonly code: 'list/twice'; readonly line: number }
  | { readonly code: 'list/birth-date'; readonly given: string; readonly why: BirthDateRefusal }
  | { readonly code: 'vcard/cut' }
  | { readonly code: 'vcard/none' }
  | { readonly code: 'csv/unknown-table' }
  | { readonly code: 'csv/columns-missing'; readonly columns: readonly string[] }
  | { readonly code: 'csv/row-length'; readonly have: number; readonly want: number }
  | { readonly code: 'csv/quote-open' };

const BIRTH_DATE: Readonly<Record<BirthDateProblem, string>> = {
  'not-a-day': 'is not a date. Dates are written 1971-03-09.',
  'no-such-day': 'does not exist. Check day and month.',
  'in-the-future': 'is in the future. Check the year.',
  'too-long-ago': 'is before 1880. Check the year.'
};

const LIST_BIRTH_DATE: Readonly<Record<BirthDateRefusal['code'], string>> = {
  'birth/unreadable': 'is not a date. Write it 3/9/1971; where the day comes before the month, say so.',
  'birth/no-such-day': 'does not exist. Check day and month; where the day comes before the month, say so.',
  'birth/in-the-future': 'is in the future. Check the year.',
  'birth/too-long-ago': 'is before 1880. Check the year.'
};

/** One sentence a person can act on, for each way of being refused. */
export const importWords: Words<ImportRefusal> = {
  'file/empty': () => 'The file is empty.',
  'file/utf-16': () => 'The file is saved as UTF-16. Save it as UTF-8 and import it again.',
  'file/zip': () => 'The file is a zip archive. Unpack it and import the folder.',
  'file/gzip-cut': () =>
    'The compressed file ends in the middle: it was not copied whole. What came before was read. Copy it again.',
  'file/gzip-damaged': () =>
    'The compressed file is damaged and cannot be unpacked further. What came before was read. Copy it again.',
  'file/too-large': ({ limitMiB }) =>
    `A single JSON document of more than ${limitMiB} MiB cannot be read. Export it as NDJSON, one resource a line.`,
  'line/too-long': ({ limitMiB }) => `The line is longer than ${limitMiB} MiB and was passed over.`,
  'line/not-utf-8': () => 'The text is not UTF-8, so names could be damaged. Save the file as UTF-8.',
  'json/cut': () => 'The JSON ends in the middle: the file was not copied or written whole.',
  'json/damaged': ({ at }) => `This is not JSON${at}.`,
  'fhir/not-a-resource': () => 'This is JSON, but not a FHIR resource: it has no resourceType.',
  'fhir/unknown-type': ({ type }) => `“${type}” is not a FHIR resource type.`,
  'fhir/element': ({ element, must }) => `${element} ${must}.`,
  'fhir/entry-empty': () => 'The bundle’s entry holds no resource.',
  'fhir/transaction': ({ entry }) =>
    `The bundle is a transaction, which is taken whole or not at all, and its entry ${entry} was refused.`,
  'record/no-id': () => 'The record has neither an id nor an identifier, so a second import could not recognise it.',
  'record/not-storable': ({ say }) => say,
  'patient/no-name': () => 'The patient has no name.',
  'patient/animal': () => 'The record is about an animal.',
  'patient/birth-date': ({ given, why }) => `The birth date “${given}” ${BIRTH_DATE[why]}`,
  'patient/someone-else': () =>
    'Another person, with another family name and birth date, was imported under this id. If this file comes from another system, import it with --source and a name for that system.',
  'encounter/no-start': () => 'The visit has no start.',
  'encounter/time': ({ element, given }) => `${element} “${given}” is not a time that exists.`,
  'encounter/no-patient': () => 'The visit does not say whose it is.',
  'encounter/patient-by-search': () =>
    'The visit names its patient by a search instead of an id; such references are not followed.',
  'encounter/patient-not-here': () =>
    'The visit’s patient is neither in this import nor in the clinic. Import the patient first, or together with it.',
  'kept/no-patient': () => 'The record does not say which patient it is about.',
  'kept/patient-by-search': () =>
    'The record names its patient by a search instead of an id; such references are not followed.',
  'kept/patient-not-here': () =>
    'The record’s patient is neither in this import nor in the clinic. Import the patient first, or together with it.',
  'kept/too-large': () => 'The record is too large to be kept: more than 700 KiB.',
  'contact/no-name': () => 'The record has no name.',
  'file/too-large-a-list': ({ limitMiB }) =>
    `A list of more than ${limitMiB} MiB cannot be read at once. Cut it in two, each with the first line.`,
  'list/no-name-column': () =>
    'No column of the first line is known as a name. The first line must name the columns, such as Last Name, First Name, Date of Birth; --map says what others are.',
  'list/too-many-columns': ({ most }) =>
    `The first line has more than ${most} columns. A list of patients has fewer: check what stands between the columns.`,
  'list/no-such-column': ({ columns }) => `There is no column ${columns.join(', ')} in the first line.`,
  'list/no-key': () =>
    'The row has neither a number nor a birth date, phone or e-mail, so a second import could not recognise it.',
  'list/twice': ({ line }) =>
    `Line ${line} has the same number, or name and birth date, and says something else. Leave the right one.`,
  'list/birth-date': ({ given, why }) => `The birth date “${given}” ${LIST_BIRTH_DATE[why.code]}`,
  'vcard/cut': () => 'The card does not end: END:VCARD is missing. The file was not copied whole, or is damaged here.',
  'vcard/none': () => 'There is no card in the file: it has no line BEGIN:VCARD.',
  'csv/unknown-table': () => 'The file’s name is not that of a Synthea table, such as patients.csv or encounters.csv.',
  'csv/columns-missing': ({ columns }) =>
    `The first line has no column ${columns.join(', ')}. The file needs Synthea’s column names, with commas between them.`,
  'csv/row-length': ({ have, want }) => `The row has ${have} columns and the first line has ${want}.`,
  'csv/quote-open': () => 'A quotation mark opens a text here and is never closed; the rest of the file was not read.'
};

/** The sentence for a remark on a record that was taken in. */
export const remarkWords: Readonly<Record<Remark, string>> = {
  'patient/birth-date-in-part': 'The birth date is known in part only and was kept as not known.',
  'patient/identifier-left-out': 'A number of the patient reads like a payment card and was left out.',
  'patient/sex-unread': 'The word for the sex is not known here; it was kept as unknown.',
  'patient/detail-unread':
    'A word for race, marital status, gender identity or an interpreter is not known, or a text is too long, and was left out.',
  'patient/death-unread': 'What is said of their death cannot be read and was left out.',
  'patient/language-unread': 'The word for the language is not known here and was left out.',
  'document/pages-elsewhere':
    'The document’s pages lie at an address of the other system, which is not fetched: it was kept without them. Export it with its data.',
  'document/pages-not-taken':
    'The document’s pages are damaged or of a kind that is not taken in (JPEG, PNG, HEIC and PDF without a password, up to 20 MB): it was kept as it came.',
  'record/card-number-left-out':
    'A part of the record reads like a payment card and was left out of what an export gives back.',
  'record/too-large-to-keep':
    'The record is larger than 700 KiB: an export gives back what is understood of it, not the rest.'
};

/** The sentence for a refusal. */
export function wordsFor(refusal: ImportRefusal): string {
  const words = importWords[refusal.code] as (refusal: ImportRefusal) => string; // the table pairs each code with its own shape
  return words(refusal);
}

/** At most 40 characters of a text from the file, safe to print: what was wrong, short enough to be no one's story. */
export function excerpt(text: string): string {
  const visible = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(0, 40);
  return visible.length < text.length && visible.length === 40 ? `${visible}…` : visible;
}
