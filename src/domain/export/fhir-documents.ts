import type { DocumentClass } from '../document/document-facts.ts';
import type { DocumentSubclass, RelatedTo } from '../document/document-index.ts';
import type { FiledDocument } from '../document/patient-documents.ts';
import { resourceId } from './fhir-schedule.ts';
import { list, text, type Json } from './json.ts';

/** What FHIR R4's DocumentReference has no element for. */
export const FHIR_DOCUMENT = {
  received: 'urn:anteroom:document:received',
  channel: 'urn:anteroom:document:channel',
  notes: 'urn:anteroom:document:notes',
  urgent: 'urn:anteroom:document:urgent'
} as const;
/** Our own words for a paper's kind and what it is in particular, as code systems. */
export const FHIR_CLASS = 'urn:anteroom:document:class';
export const FHIR_SUBCLASS = 'urn:anteroom:document:subclass';
const FHIR_CASE = 'urn:anteroom:case';
const LOINC = 'http://loinc.org';

type Coded = readonly [code: string, display: string];

/** LOINC's codes of documents (FHIR R4 value set c80-doc-typecodes), where one says neither more nor less than our word. */
export const LOINC_OF_CLASS: Readonly<Partial<Record<DocumentClass, Coded>>> = {
  lab: ['11502-2', 'Laboratory report'],
  imaging: ['18748-4', 'Diagnostic imaging study'],
  'consult-note': ['11488-4', 'Consult note'],
  discharge: ['18842-5', 'Discharge summary'],
  'operative-report': ['11504-8', 'Surgical operation note'],
  consent: ['59284-0', 'Consent Document'],
  legal: ['64299-1', 'Legal document'],
  correspondence: ['51852-2', 'Letter']
};
/** The same of what a paper is in particular, before that of its kind. */
export const LOINC_OF_SUBCLASS: Readonly<Partial<Record<DocumentSubclass, Coded>>> = {
  'advance-directive': ['42348-3', 'Advance directives'],
  'power-of-attorney': ['64298-3', 'Power of attorney'],
  'insurance-card': ['64290-0', 'Health insurance card'],
  'driver-license': ['53245-7', 'Driver license'],
  'payer-letter': ['52034-6', 'Payer letter'],
  referral: ['57133-1', 'Referral note'],
  release: ['64292-6', 'Release of information consent']
};

/** A paper of a record as a FHIR R4 DocumentReference: what is said of it [EXP-13]. */
export function documentResource(document: FiledDocument, patient: string): Json {
  const { class: kind, subclass, title, date, parts, recalled, filedAt, from, related } = document;
  const pages = parts.map(({ type, size }) => ({ attachment: { contentType: type, size, ...text('title', title) } }));
  const coded = (subclass && LOINC_OF_SUBCLASS[subclass]) ?? LOINC_OF_CLASS[kind];
  const author = [
    ...(from?.person ? [{ display: from.person }] : []),
    ...(from?.organization ? [{ type: 'Organization', display: from.organization }] : [])
  ];
  return {
    resourceType: 'DocumentReference',
    id: resourceId(document.document),
    ...list('extension', recalled ? [] : extensionsOf(document)),
    status: recalled ? 'entered-in-error' : 'current',
    type: {
      ...list('coding', coded && !recalled ? [{ system: LOINC, code: coded[0], display: coded[1] }] : []),
      text: kind
    },
    category: [
      { coding: [{ system: FHIR_CLASS, code: kind }, ...(subclass ? [{ system: FHIR_SUBCLASS, code: subclass }] : [])] }
    ],
    subject: { reference: `Patient/${patient}` },
    date: new Date(filedAt).toISOString(),
    ...list('author', author),
    ...text('description', title),
    // FHIR asks for one content at the least.
    content: pages.length > 0 ? pages : [{ attachment: {} }],
    ...(date || related
      ? {
          context: {
            ...(date ? { period: { start: date } } : {}),
            ...list('related', related ? [relatedReference(related)] : [])
          }
        }
      : {})
  };
}

function extensionsOf({ received, channel, notes, urgent }: FiledDocument): readonly Json[] {
  return [
    { url: FHIR_DOCUMENT.received, valueDate: received },
    ...(channel ? [{ url: FHIR_DOCUMENT.channel, valueCode: channel }] : []),
    ...(notes ? [{ url: FHIR_DOCUMENT.notes, valueString: notes }] : []),
    ...(urgent ? [{ url: FHIR_DOCUMENT.urgent, valueBoolean: true }] : [])
  ];
}

function relatedReference(related: RelatedTo): Json {
  return 'case' in related
    ? { identifier: { system: FHIR_CASE, value: related.case } }
    : { reference: `Appointment/${resourceId(related.appointment)}` };
}
