import type { CoverDoubt } from '#domain/document/cover.ts';
import type {
  DiscardReason,
  DocumentClass,
  Identifier,
  RecallReason,
  UnreadableReason
} from '#domain/document/document-facts.ts';
import type { Words } from '#domain/result.ts';
import type { BlobRefusal } from '#station/blobs.ts';
import { counted } from '#ui/format.ts';
import type { DocumentRefusal } from './file-document.ts';
import type { TakeInRefusal } from './take-in.ts';

/** One sentence for each way a paper can be refused. */
export const documentWords: Words<DocumentRefusal | BlobRefusal> = {
  'document/not-yours': () => 'Your role does not do this with documents. Ask a manager.',
  'document/no-such': () => 'This document is not here any more.',
  'document/not-waiting': () => 'Somebody has dealt with this document meanwhile.',
  'document/no-patient': () => 'Say whose document it is.',
  'document/two-identifiers': () => 'Tick two things on the paper that say whose it is.',
  'document/no-title': () => 'Give the document a title.',
  'document/date-ahead': () => 'This date lies ahead. Check the year.',
  'document/no-such-reviewer': () => 'This provider is not in the practice any more.',
  'document/unchanged': () => 'Nothing was changed.',
  'document/not-drawn': () => 'This picture cannot be drawn here. It stays as it is.',
  'blob/away': () => 'This page is not on this device, and the server cannot be reached.',
  'blob/not-yet': () => 'This page is still on its way from the device that scanned it.',
  'blob/damaged': () => 'This page is damaged and is not shown. It is asked for again next time.'
};

export const refusalText = (refusal: DocumentRefusal | BlobRefusal): string =>
  documentWords[refusal.code](refusal as never); // each is its own code's

const WE_TAKE = 'We can take JPEG, PNG, HEIC, PDF up to 20 MB.';

/** The same for a file that is taken in: its name tells which of several. */
export function takeInText(refusal: TakeInRefusal): string {
  switch (refusal.code) {
    case 'document/not-yours':
      return 'Your role does not take documents in. Ask a manager.';
    case 'file/locked':
      return `${refusal.name}: this PDF is locked with a password. Ask for it without one.`;
    case 'file/empty':
      return `${refusal.name}: the file is empty.`;
    case 'file/too-many-pixels':
      return `${refusal.name}: this picture has too many pixels. Scan it at 300 dpi or less.`;
    case 'file/not-taken':
    case 'file/too-large':
      return `${refusal.name}: ${WE_TAKE}`;
  }
}

/** What to look at before a paper is filed as its cover sheet says. */
export function doubtText(doubt: CoverDoubt): string {
  if (doubt.code === 'cover/over') return 'The cover sheet is old: it may have been used for something else before.';
  return `The cover sheet was made for ${counted(doubt.want, 'page')}; behind it ${doubt.have === 1 ? 'lies' : 'lie'} ${doubt.have}.`;
}

export const CLASS_WORDS: Readonly<Record<DocumentClass, string>> = {
  lab: 'Lab result',
  imaging: 'Imaging',
  'consult-note': 'Consult note',
  discharge: 'Hospital discharge',
  'operative-report': 'Operative report',
  'records-in': 'Records from elsewhere',
  insurance: 'Insurance',
  identification: 'Identification',
  consent: 'Consent',
  legal: 'Legal',
  correspondence: 'Letter',
  form: 'Form'
};

export const IDENTIFIER_WORDS: Readonly<Record<Identifier, string>> = {
  name: 'Name',
  'birth-date': 'Birth date',
  'record-number': 'Record number',
  phone: 'Phone',
  address: 'Address',
  'source-system': 'The system it came from'
};

export const RECALL_WORDS: Readonly<Record<RecallReason, string>> = {
  'wrong-patient': 'Another patient’s',
  'wrong-document': 'Not what it was filed as',
  'not-ours': 'Not ours at all'
};

export const UNREADABLE_WORDS: Readonly<Record<UnreadableReason, string>> = {
  'too-dark': 'Too dark or too pale',
  blurred: 'Blurred',
  'cut-off': 'Cut off at the edge',
  'pages-missing': 'Pages are missing',
  locked: 'The file does not open'
};

export const DISCARD_WORDS: Readonly<Record<DiscardReason, string>> = {
  duplicate: 'We have it already',
  unreadable: 'Scanned again',
  'not-ours': 'Not ours',
  blank: 'Blank'
};
