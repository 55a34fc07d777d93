import * as v from 'valibot';
import type { DocumentFact, ScanFact } from '../domain/document/document-facts.ts';
import type { DocumentSubclass } from '../domain/document/document-index.ts';
import { MAX_BLOB } from './blobs/manifest.ts';
import { bytes, date, docName, id, line, list, maybe, text } from './fact-fields.ts';

type Payloads<F extends { readonly kind: string; readonly of: unknown }> = {
  readonly [K in F['kind']]: v.GenericSchema<Extract<F, { readonly kind: K }>['of']>;
};

/** Names as src/domain/document has them: a protocol knows its types, not its lists. A word that is missing does not compile. */
const classes = v.picklist([
  'lab',
  'imaging',
  'consult-note',
  'discharge',
  'operative-report',
  'records-in',
  'insurance',
  'identification',
  'consent',
  'legal',
  'correspondence',
  'form'
]);
const identifiers = v.pipe(
  v.array(v.picklist(['name', 'birth-date', 'record-number', 'phone', 'address', 'source-system'])),
  v.maxLength(5),
  v.check(
    (shown) => new Set(shown).size >= 2 || shown[0] === 'source-system',
    'Two things on the paper have to say whose it is.'
  )
);

/** Where a content lies, and what opens it. */
export const blob = {
  blob: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  key: v.pipe(
    bytes(32),
    v.check((key) => key.length === 32)
  ),
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BLOB))
};
const type = v.picklist(['image/jpeg', 'image/png', 'image/heic', 'application/pdf']);
const sum = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const spot = v.looseObject({ x: share, y: share });
const part = v.looseObject({
  ...blob,
  type,
  thumb: maybe(v.looseObject(blob)),
  sum: maybe(sum),
  cutFrom: maybe(
    v.looseObject({ ...blob, type, outline: v.strictTuple([spot, spot, spot, spot]), turns: v.picklist([0, 1, 2, 3]) })
  )
});
/** A page is about 300 bytes: with its thumbnail's key, so many fit a frame of 64 KiB. One cut out of a picture is twice that; cameras take no more than 60. */
const parts = v.pipe(list(part, 120), v.minLength(1, 'A document has at least one page.'));
const title = line(120, 'A title');
/** As many as a cover sheet may count (src/domain/document/cover.ts). */
const pages = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500));
const channel = v.picklist(['mail', 'fax', 'scan', 'upload', 'camera', 'kiosk', 'import']);
/** A word of a newer version is no reason to lose a paper: what a kind can be in particular is asked for by its shape. */
const subclass = v.custom<DocumentSubclass>((input) => typeof input === 'string' && /^[a-z][a-z-]{0,39}$/.test(input));
const from = v.looseObject({ organization: line(120, 'A source'), person: line(120, 'A source') });
const related = v.union([v.looseObject({ appointment: id, date }), v.looseObject({ case: docName })]);
const notes = text(500, 'A note');
/** Some of a filed paper's index; null takes away what was said. */
const reindexed = v.looseObject({
  class: maybe(classes),
  title: maybe(title),
  date: maybe(v.nullable(date)),
  received: maybe(date),
  urgent: maybe(v.boolean()),
  subclass: maybe(v.nullable(subclass)),
  channel: maybe(v.nullable(channel)),
  from: maybe(v.nullable(from)),
  related: maybe(v.nullable(related)),
  notes: maybe(v.nullable(notes))
});
const recall = v.picklist(['wrong-patient', 'wrong-document', 'not-ours']);

/** What came in on paper, in its own case's document and in its patient's. */
export const DOCUMENT_PAYLOADS: Payloads<ScanFact | DocumentFact> = {
  'scan/captured': v.looseObject({
    case: docName,
    site: docName,
    title,
    source: v.picklist(['upload', 'camera']),
    channel: maybe(channel),
    received: date,
    parts,
    cover: maybe(
      v.looseObject({
        patient: docName,
        class: classes,
        reviewer: v.nullable(id),
        pages: v.nullable(pages),
        have: pages,
        until: date
      })
    ),
    form: maybe(
      v.looseObject({
        packet: docName,
        place: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99)),
        version: maybe(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/))),
        seen: v.pipe(list(pages, 120), v.minLength(1)),
        of: pages
      })
    )
  }),
  'scan/page-changed': v.looseObject({ case: docName, page: blob.blob, to: part }),
  'scan/filed': v.looseObject({ case: docName, patient: docName, reviewer: v.nullable(id) }),
  'scan/reviewed': v.looseObject({ case: docName }),
  'scan/returned': v.looseObject({ case: docName, reason: recall }),
  'scan/discarded': v.looseObject({
    case: docName,
    reason: v.picklist(['duplicate', 'unreadable', 'not-ours', 'blank']),
    sameAs: maybe(docName)
  }),
  'scan/unreadable': v.looseObject({
    case: docName,
    reason: v.picklist(['too-dark', 'blurred', 'cut-off', 'pages-missing', 'locked'])
  }),
  'scan/readable': v.looseObject({ case: docName }),
  'document/filed': v.looseObject({
    patient: docName,
    document: docName,
    received: date,
    parts,
    class: classes,
    title,
    date: v.nullable(date),
    reviewer: v.nullable(id),
    urgent: v.boolean(),
    shown: identifiers,
    subclass: maybe(subclass),
    channel: maybe(channel),
    from: maybe(from),
    related: maybe(related),
    notes: maybe(notes)
  }),
  'document/reindexed': v.looseObject({ patient: docName, document: docName, from: reindexed, to: reindexed }),
  'document/reviewed': v.looseObject({ patient: docName, document: docName }),
  'document/recalled': v.looseObject({ patient: docName, document: docName, reason: recall })
};
