import type { BlobRef } from '#domain/document/blob-ref.ts';
import type { DocumentPart } from '#domain/document/document-facts.ts';
import { caseDoc, type DocId } from '#domain/documents.ts';
import type { CaseId, PatientId, SiteId } from '#domain/ids.ts';
import { localDateOf, plusDays, type Instant, type ZoneId } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { areHere } from '#storage/blobs.ts';
import { breather } from '#storage/breathe.ts';
import type { Database } from '#storage/database.ts';
import { LOCKED } from '#storage/sealing.ts';
import { pause, type Seams } from '#sync/seams.ts';

/** Whose small pictures are fetched, and where they are kept. */
export interface PicturesAheadOptions {
  readonly database: Database;
  /** Asked for when the first look is due: the tab may lead before its station is made. */
  readonly station: () => Pick<Station, 'rows' | 'blobs'>;
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly now: () => Instant;
  readonly seams: Seams;
}

/** The first sync and the first screens come before it. */
const FIRST_LOOK_MS = 60_000;
const LOOK_EVERY_MS = 10 * 60_000;
/** Of one look: about 10 MB. The next look fetches the rest. */
const MOST_A_LOOK = 500;

/**
 * Fetches the small pictures of papers before somebody looks at them, in the tab that leads, so that they are there without the server too [BLOB-13]: of papers that wait
 * to be filed or looked at, and of everybody who is booked here today or tomorrow. The pages themselves come when somebody looks.
 */
export async function fetchPicturesAhead(options: PicturesAheadOptions, signal: AbortSignal): Promise<void> {
  await pause(options.seams, FIRST_LOOK_MS, signal);
  while (!signal.aborted) {
    // A disk that is full or locked meanwhile: it is tried again with the next look.
    await lookOnce(options, signal).catch(() => undefined);
    await pause(options.seams, LOOK_EVERY_MS, signal);
  }
}

async function lookOnce(options: PicturesAheadOptions, signal: AbortSignal): Promise<void> {
  const { database } = options;
  if (database.sealing === LOCKED) return;
  const wanted = await wantedSoon(options);
  const here = await areHere(
    database,
    wanted.map(({ ref }) => ref.blob)
  );
  const missing = wanted.filter(({ ref }) => !here.has(ref.blob)).slice(0, MOST_A_LOOK);
  const { blobs } = options.station();
  for (const { doc, ref } of missing) {
    if (signal.aborted) return;
    const read = await blobs.read(doc, ref);
    if (!read.ok && read.error.code === 'blob/away') return;
    // What was fetched and not kept: there is no room, and fetching more would be for nothing.
    if (read.ok && !(await areHere(database, [ref.blob])).has(ref.blob)) return;
  }
}

interface Wanted {
  /** A document that names it. */
  readonly doc: DocId;
  readonly ref: BlobRef;
}

/** Those of papers that wait first: they are looked at before the patients come. */
async function wantedSoon(options: PicturesAheadOptions): Promise<readonly Wanted[]> {
  const { site, zone, now } = options;
  const { rows } = options.station();
  const breathe = breather();
  const wanted = (await rows.scans()).flatMap((scan) => smallOf(scan.case, scan.parts));
  const today = localDateOf(now(), zone);
  const booked = new Set<PatientId>();
  for (const date of [today, plusDays(today, 1)])
    for (const { patient } of await rows.appointments(site, date)) booked.add(patient);
  for (const patient of booked) {
    const { documents = [] } = (await rows.patient(patient)) ?? {};
    wanted.push(...documents.flatMap(({ document, parts }) => smallOf(document, parts)));
    await breathe();
  }
  return wanted;
}

/** One a paper: lists show its first page. */
function smallOf(paper: CaseId, [first]: readonly DocumentPart[]): readonly Wanted[] {
  return first?.thumb ? [{ doc: caseDoc(paper), ref: first.thumb }] : [];
}
