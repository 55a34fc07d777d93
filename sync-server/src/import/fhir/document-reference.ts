import { createHash } from 'node:crypto';
import {
  DOCUMENT_CLASSES,
  type DocumentClass,
  type DocumentFact,
  type DocumentPart,
  type Indexed
} from '#domain/document/document-facts.ts';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import {
  CHANNELS,
  isSubclassOf,
  SUBCLASSES,
  type DocumentSubclass,
  type IndexMore
} from '#domain/document/document-index.ts';
import { fileKindOf, type FileType } from '#domain/document/file-kind.ts';
import {
  FHIR_CLASS,
  FHIR_DOCUMENT,
  FHIR_SUBCLASS,
  LOINC_OF_CLASS,
  LOINC_OF_SUBCLASS
} from '#domain/export/fhir-documents.ts';
import { cleanLine, cleanText } from '#domain/text.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { IMPORTER, type DocFacts } from '../import-port.ts';
import type { JsonObject } from '../parse-json.ts';
import type { MapContext, Remark } from '../records.ts';
import { dayFrom } from './dates.ts';
import { codesOf, objectIn, objectsIn, textOf } from './plain.ts';

export interface PageIn {
  readonly bytes: Uint8Array;
  readonly type: FileType;
}

/** A paper of another system: what is said of it, and its pages. */
export interface DocumentSaid extends Omit<Indexed, 'shown' | 'reviewer'>, IndexMore {
  readonly received: LocalDate;
  readonly pages: readonly PageIn[];
}

/** Pages of one paper (src/protocol/document-payloads.ts). */
const MOST_PAGES = 120;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/**
 * A FHIR R4 DocumentReference that has its pages with it, as a paper [IMP-42]. All of its contents are files that a desk could take in, or none is taken:
 * half a paper is none. One that only says where its pages are, or is not current, is kept as it came.
 */
export function documentFrom(
  resource: JsonObject,
  context: MapContext
): { readonly said: DocumentSaid } | { readonly doubt?: Remark } {
  if (resource['status'] !== 'current') return {};
  const attachments = objectsIn(resource['content']).map((one) => objectIn(one['attachment']));
  const given = attachments.filter(({ data, url }) => data !== undefined || url !== undefined);
  const { content } = resource;
  if (given.length === 0 || !Array.isArray(content) || given.length !== content.length) return {};
  if (given.some(({ data }) => typeof data !== 'string')) return { doubt: 'document/pages-elsewhere' };
  const pages = given.map(pageFrom).filter((page) => page !== null);
  if (pages.length !== given.length || pages.length > MOST_PAGES) return { doubt: 'document/pages-not-taken' };
  const index = indexFrom(resource, attachments, context);
  // What no fact may say is kept as it came.
  const fact = { kind: 'document/filed', at: 0, by: IMPORTER, of: filedOf('p', 'd', index, [PART]) };
  return checkFact(fact).ok ? { said: { ...index, pages } } : {};
}

const PART: DocumentPart = { blob: '0'.repeat(64), key: new Uint8Array(32), size: 1, type: 'image/png' };

/** Nobody here has looked at it: whose it is, the other system says. */
function filedOf(
  patient: PatientId,
  document: CaseId,
  index: Omit<DocumentSaid, 'pages'>,
  parts: readonly DocumentPart[]
): Extract<DocumentFact, { kind: 'document/filed' }>['of'] {
  return { patient, document, parts, ...index, reviewer: null, shown: ['source-system'] };
}

/** What is written of a paper once its pages are kept: it is filed, and nobody needs to look at it. */
export function documentFacts(
  patient: PatientId,
  { document, said }: { readonly document: CaseId; readonly said: DocumentSaid },
  parts: readonly DocumentPart[]
): readonly DocFacts[] {
  const { pages: _, ...index } = said;
  const { title, received, channel = 'import' } = index;
  const captured = { case: document, site: 'import', title, source: 'upload', channel, received, parts };
  return [
    { doc: patientDoc(patient), facts: [{ kind: 'document/filed', of: filedOf(patient, document, index, parts) }] },
    {
      doc: caseDoc(document),
      facts: [
        { kind: 'scan/captured', of: captured },
        { kind: 'scan/filed', of: { case: document, patient, reviewer: null } }
      ]
    }
  ];
}

/** FHIR's hash is the SHA-1 of the data, in base64. */
function pageFrom({ data, hash }: JsonObject): PageIn | null {
  if (typeof data !== 'string' || !BASE64.test(data)) return null;
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  const kind = fileKindOf(bytes);
  const isWhole = typeof hash !== 'string' || createHash('sha1').update(bytes).digest('base64') === hash;
  return kind.ok && isWhole ? { bytes, type: kind.value } : null;
}

function indexFrom(
  resource: JsonObject,
  attachments: readonly JsonObject[],
  { zone, today }: MapContext
): Omit<DocumentSaid, 'pages'> {
  const ours = new Map(objectsIn(resource['extension']).map((one) => [one['url'], one]));
  const said = (key: keyof typeof FHIR_DOCUMENT, value: string): unknown => ours.get(FHIR_DOCUMENT[key])?.[value];
  const day = (value: unknown): LocalDate | null => (typeof value === 'string' ? dayFrom(value, zone) : null);
  const past = (date: LocalDate | null): LocalDate | null => (date !== null && date <= today ? date : null);
  const received = textOf(said('received', 'valueDate'));
  const isOurs = isLocalDate(received);
  const start = day(objectIn(objectIn(resource['context'])['period'])['start']);
  const date = isOurs ? start : (start ?? day(attachments[0]?.['creation']) ?? day(resource['date']));
  const titles = [
    resource['description'],
    ...attachments.map(({ title }) => title),
    objectIn(resource['type'])['text']
  ];
  const [title = 'Document'] = titles.map((one) => cut(textOf(one))).filter(Boolean);
  const noted = said('notes', 'valueString');
  const notes = typeof noted === 'string' ? cleanText(noted).slice(0, 500) : '';
  return {
    ...classFrom(resource),
    title,
    date: past(date),
    received: (isOurs ? past(received) : null) ?? today,
    urgent: said('urgent', 'valueBoolean') === true,
    channel: CHANNELS.find((one) => one === said('channel', 'valueCode')) ?? 'import',
    ...sourceFrom(resource),
    ...(notes === '' ? {} : { notes })
  };
}

/** Our own word first, then LOINC's where it is one of ours; what nobody could tell is a record from elsewhere. */
function classFrom(resource: JsonObject): { readonly class: DocumentClass; readonly subclass?: DocumentSubclass } {
  const codings = [resource['type'], ...objectsIn(resource['category'])].flatMap((one) =>
    objectsIn(objectIn(one)['coding'])
  );
  const coded = (system: string): string => textOf(codings.find((one) => one['system'] === system)?.['code']);
  const codes = [resource['type'], ...objectsIn(resource['category'])].flatMap(codesOf);
  const sub = Object.entries(LOINC_OF_SUBCLASS).find(([, [code]]) => codes.includes(code))?.[0];
  const kind =
    DOCUMENT_CLASSES.find((one) => one === coded(FHIR_CLASS)) ??
    DOCUMENT_CLASSES.find((one) => (SUBCLASSES[one] as readonly string[]).includes(sub ?? '')) ??
    DOCUMENT_CLASSES.find((one) => codes.includes(LOINC_OF_CLASS[one]?.[0] ?? '-')) ??
    'records-in';
  const particular = coded(FHIR_SUBCLASS) || sub || '';
  return { class: kind, ...(isSubclassOf(kind, particular) ? { subclass: particular } : {}) };
}

function sourceFrom(resource: JsonObject): Pick<IndexMore, 'from'> {
  const authors = objectsIn(resource['author']);
  const isOrganization = ({ type, reference }: JsonObject): boolean =>
    type === 'Organization' || /(?:^|\/)Organization\//.test(textOf(reference));
  const named = (wanted: boolean): string =>
    cut(textOf(authors.find((one) => isOrganization(one) === wanted && textOf(one['display']) !== '')?.['display']));
  const from = { organization: named(true), person: named(false) };
  return from.organization !== '' || from.person !== '' ? { from } : {};
}

/** A line of a fact has 120 characters. */
const cut = (text: string): string =>
  cleanLine(text)
    .slice(0, 120)
    .replace(/[\ud800-\udbff]$/, '');

/** The same without its pages: where their data stood an export puts it back. */
export function withoutData(resource: JsonObject): JsonObject {
  const content = objectsIn(resource['content']).map((one) => {
    return { ...one, attachment: { ...objectIn(one['attachment']), data: '' } };
  });
  return { ...resource, content };
}
