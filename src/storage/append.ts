import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import { stampAt, type Instant, type Stamp } from '#domain/time.ts';
import type { Run } from '#protocol/update.ts';
import { breather } from './breathe.ts';
import type { Database } from './database.ts';
import { addRuns, emptyLog, touchedBy, type DocLog } from './doc-log.ts';
import type { Logs } from './logs.ts';
import { rowsOf, sealRows, type RowChange, type SealedRow } from './projections.ts';
import { freshPart, knownRun, piecesOf, recordedIn, recordedOf, storedRuns, type KnownRun } from './runs.ts';
import { ROW_TABLES, type DocRow, type MetaRow, type SegmentRow, type StoredRun, type UpdateRow } from './schema.ts';
import { placeOfSegment, sealRuns } from './sealing.ts';
import { settleInside, type Settling } from './settling.ts';
import { PATIENT_REV_KEY, SEGMENTS_KEY, STAMP_KEY } from './meta-keys.ts';

/** What a writer must know of a document before it dates and places a fact. */
export interface Seen {
  /** The latest stamp of the document and (unless its clock is off by days) of everything this device has seen. */
  readonly lastStamp: Stamp;
  head(client: ClientId): number;
}

/** Something to append to one document. */
export interface Addition {
  readonly doc: DocId;
  /** Written here, and not yet with the server. */
  readonly unsent: boolean;
  /** Asked again when another tab wrote to the document in between. */
  runs(seen: Seen): readonly Run[];
}

/** What goes into the same transaction. */
export interface Alongside {
  readonly meta?: readonly MetaRow[];
  /** Documents this device had nothing of when `after` segments had been written. */
  readonly segments?: { readonly rows: readonly SegmentRow[]; readonly after: number };
  /** The refused change that is written here once more: with it, it is dealt with. */
  readonly settling?: Settling;
  /** Updates that could not be read: kept for a build that can. */
  readonly strange?: readonly { readonly doc: DocId; readonly update: Uint8Array }[];
}

export interface Appended {
  readonly doc: DocId;
  /** What was new. */
  readonly runs: readonly Run[];
  /** Something before these is missing: the document must be asked for. */
  readonly gap: boolean;
}

/** A stamp further ahead than this does not drag this device's clock along; its own document still sorts after it. */
export const MAX_STAMP_AHEAD_MS = 26 * 3_600_000;
const MAX_ATTEMPTS = 50;
/** Up to so many facts are worked on without a pause: a command of a person never waits for a timer. */
const AT_ONCE = 200;

interface Plan extends Appended {
  readonly runs: readonly KnownRun[];
  readonly addition: Addition;
  readonly log: DocLog;
  /** The log may grow while we wait: what the plan was made from. */
  readonly base: { readonly version: number; readonly rewritten: number; readonly segments: number };
  readonly rows: readonly RowChange[];
}

/** A plan with what it writes as it lies on disk. */
interface SealedPlan extends Plan {
  readonly stored: readonly StoredRun[];
  readonly sealed: readonly SealedRow[];
}

/** Another tab wrote first: plan again. */
class Moved extends Error {}
/** Something is known now of a document in a segment: pack it anew without. */
export class SegmentStale extends Error {}

/**
 * Stores additions and the rows they change: all in one transaction, or nothing. Folding is done before it opens; inside, it is only
 * checked that each document still is where it was, so that work that takes time (folds, encryption) never holds the database.
 * @param tried what an earlier call, whose outcome is unknown, tried to write
 */
export async function append(
  database: Database,
  logs: Logs,
  additions: readonly Addition[],
  { now, alongside = {}, tried = [] }: { now: Instant; alongside?: Alongside; tried?: Appended[] }
): Promise<readonly Appended[]> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { logs: read, stamp } = await logs.read(additions.map(({ doc }) => doc));
    if (attempt === 0 && additions.every(({ unsent }) => unsent) && haveLanded(tried, read)) return tried.map(appended);

    const plans: Plan[] = [];
    for (const addition of additions)
      plans.push(await plan(addition, read.get(addition.doc) ?? emptyLog(addition.doc), stamp));
    tried.splice(0, tried.length, ...plans);
    try {
      await write(database, await sealedPlans(database, plans), await sealedBeside(database, alongside), {
        stamp,
        now
      });
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      continue;
    }
    for (const { log, base, runs } of plans) keepUp(log, base.version, runs);
    return plans.map(appended);
  }
  throw new Error('a document was never left alone long enough to write to it');
}

/** What is merged may be a whole day: it is checked and folded with pauses [STO-28]. A log that moves on meanwhile is met by planning again. */
async function plan(addition: Addition, log: DocLog, stamp: Stamp): Promise<Plan> {
  const seen: Seen = {
    lastStamp: Math.max(log.lastStamp, stamp),
    head: (client) => log.heads.get(client) ?? 0
  };
  const base = { version: log.version, rewritten: log.rewritten, segments: log.segments };
  const heads = new Map<ClientId, number>();
  let gap = false;
  const news = addition.runs(seen).flatMap((run) => {
    const fresh = freshPart(heads.get(run.client) ?? seen.head(run.client), run);
    gap ||= fresh === 'gap';
    if (fresh === null || fresh === 'gap') return [];
    heads.set(run.client, fresh.clock + fresh.facts.length);
    // What a person did here is told as one.
    return addition.unsent ? [fresh] : piecesOf(fresh);
  });
  const isLong = news.reduce((sum, { facts }) => sum + facts.length, 0) > AT_ONCE;
  const breathe = isLong ? breather() : async () => undefined;
  const runs: KnownRun[] = [];
  for (const run of news) {
    runs.push(knownRun(log.ref, run));
    await breathe();
  }
  const rows: RowChange[] = [];
  for (const touched of runs.length > 0 ? touchedBy(log, runs) : []) {
    rows.push(...rowsOf(addition.doc, new Map([touched])));
    await breathe();
  }
  return { doc: addition.doc, addition, log, base, runs, gap, rows };
}

async function sealedPlans(database: Database, plans: readonly Plan[]): Promise<SealedPlan[]> {
  const sealed = async (plan: Plan): Promise<SealedPlan> => ({
    ...plan,
    stored: await sealRuns(database, plan.doc, plan.runs.flatMap(storedRuns)),
    sealed: await sealRows(database, plan.rows)
  });
  return await Promise.all(plans.map(sealed));
}

async function sealedBeside({ sealing }: Database, alongside: Alongside): Promise<Alongside> {
  const { segments, strange } = alongside;
  if (!segments && !strange) return alongside;
  const seal = async (row: SegmentRow): Promise<SegmentRow> => ({
    ...row,
    bytes: await sealing.sealBytes(placeOfSegment(row.first), row.bytes)
  });
  const rows = segments && (await Promise.all(segments.rows.map(seal)));
  const unread = (strange ?? []).map(async ({ doc, update }) => ({
    doc,
    update: await sealing.sealBytes(['strange', doc], update)
  }));
  return {
    ...alongside,
    ...(segments && rows ? { segments: { ...segments, rows } } : {}),
    ...(strange ? { strange: await Promise.all(unread) } : {})
  };
}

async function write(
  database: Database,
  plans: readonly SealedPlan[],
  alongside: Alongside,
  { stamp, now }: { stamp: Stamp; now: Instant }
): Promise<void> {
  const changed = plans.filter(({ runs }) => runs.length > 0);
  const { segments, strange = [], settling } = alongside;
  const meta = [...(alongside.meta ?? [])];
  if (changed.length === 0 && meta.length === 0 && !segments && strange.length === 0) return;
  const seen = latestStamp(changed, now);
  if (seen > stamp) meta.push({ key: STAMP_KEY, value: seen });

  const rowTables = ROW_TABLES.filter((table) => changed.some(({ rows }) => rows.some((row) => row.table === table)));
  const beside = [
    ...(segments ? ['segments'] : []),
    ...(strange.length > 0 ? ['strange'] : []),
    ...(settling ? ['refused'] : [])
  ];
  const tables = ['meta', 'docs', 'updates', ...beside, ...rowTables];
  await database.transaction('rw', tables, async () => {
    const docs = await unmoved(database, changed);
    if (segments) await addSegments(database, segments);
    if (settling) await settleInside(database, settling);
    if (strange.length > 0) await database.strange.bulkAdd(strange.map(({ doc, update }) => ({ doc, bytes: update })));
    await database.updates.bulkAdd(changed.map((one) => updateRow(one, now)));
    await database.docs.bulkPut(changed.map((one, index) => docRow(one, docs[index])));
    await writeRows(
      database,
      changed.flatMap(({ sealed }) => sealed)
    );
    if (meta.length > 0) await database.meta.bulkPut(meta);
  });
}

/** The rows of the documents, which no one may have touched since the plan was made. @throws {Moved} */
async function unmoved(database: Database, plans: readonly Plan[]): Promise<(DocRow | undefined)[]> {
  const rows = await database.docs.bulkGet(plans.map(({ doc }) => doc));
  const moved = plans.some(({ base }, index) => {
    const row = rows[index];
    return base.version !== (row?.version ?? 0) || base.rewritten !== (row?.rewritten ?? 0);
  });
  if (moved) throw new Moved();
  if (rows.includes(undefined)) {
    // What has no row of its own may have come in a segment meanwhile.
    const segments = ((await database.meta.get(SEGMENTS_KEY))?.value ?? 0) as number; // written here alone
    if (plans.some(({ base }, index) => !rows[index] && base.segments !== segments)) throw new Moved();
  }
  return rows;
}

async function addSegments(
  database: Database,
  { rows, after }: { readonly rows: readonly SegmentRow[]; readonly after: number }
): Promise<void> {
  const packed = new Set(rows.flatMap(({ docs }) => docs));
  const [first = '', last = ''] = [rows[0]?.first, rows.at(-1)?.docs.at(-1)];
  const within = await database.docs.where('doc').between(first, last, true, true).primaryKeys();
  const count = ((await database.meta.get(SEGMENTS_KEY))?.value ?? 0) as number; // written here alone
  if (count !== after || within.some((doc) => packed.has(doc))) throw new SegmentStale();
  await database.meta.put({ key: SEGMENTS_KEY, value: count + 1 });
  await database.segments.bulkPut([...rows]);
}

export async function writeRows(database: Database, rows: readonly SealedRow[]): Promise<void> {
  const patients = rows.filter(({ table }) => table === 'patients');
  let rev = 0;
  if (patients.length > 0) {
    rev = ((await database.meta.get(PATIENT_REV_KEY))?.value ?? 0) as number; // written here alone
    await database.meta.put({ key: PATIENT_REV_KEY, value: rev + patients.length });
  }
  for (const table of ROW_TABLES) {
    const mine = rows.filter((row) => row.table === table);
    const gone = mine.filter(({ row }) => row === null);
    const there = mine.flatMap(({ row }) => (row ? [row] : []));
    if (gone.length > 0) await database.table(table).bulkDelete(gone.map(({ key }) => key));
    if (there.length > 0) {
      await database.table(table).bulkPut(table === 'patients' ? there.map((row) => ({ ...row, rev: ++rev })) : there);
    }
  }
}

function updateRow({ doc, addition, base, stored }: SealedPlan, now: Instant): UpdateRow {
  const row = { doc, n: base.version + 1, runs: stored };
  return addition.unsent ? { ...row, unsent: now } : row;
}

function docRow({ doc, addition, log, runs }: Plan, before: DocRow | undefined): DocRow {
  const heads = new Map(before?.heads ?? log.heads);
  for (const { client, clock, facts } of runs) heads.set(client, clock + facts.length);
  const own = addition.unsent || before?.own === 1;
  return {
    doc,
    version: (before?.version ?? 0) + 1,
    heads: [...heads],
    snapshot: before?.snapshot ?? [],
    through: before?.through ?? 0,
    whole: before?.whole ?? false,
    rewritten: before?.rewritten ?? 0,
    ...(own ? { own: 1 } : {})
  };
}

function keepUp(log: DocLog, base: number, runs: readonly KnownRun[]): void {
  if (log.version !== base || runs.length === 0) return;
  addRuns(log, runs);
  log.version = base + 1;
}

function latestStamp(plans: readonly Plan[], now: Instant): Stamp {
  const limit = stampAt(now + MAX_STAMP_AHEAD_MS);
  let latest = 0;
  for (const { runs } of plans) {
    for (const { fact } of runs.flatMap(recordedOf)) if (fact.at > latest && fact.at <= limit) latest = fact.at;
  }
  return latest;
}

/**
 * After a connection died during a commit, whether that commit landed: all that was tried is in the logs, dated as it was tried.
 * Without this check a fact would be written a second time under a new name.
 */
function haveLanded(tried: readonly Appended[], logs: ReadonlyMap<DocId, DocLog>): boolean {
  const runs = tried.flatMap((one) => one.runs.map((run) => ({ log: logs.get(one.doc), run })));
  return runs.length > 0 && runs.every(({ log, run }) => log !== undefined && holds(log, run));
}

function holds(log: DocLog, run: Run): boolean {
  const last = recordedIn(log.ref, [run]).at(-1);
  if (!last || (log.heads.get(run.client) ?? 0) < run.clock + run.facts.length) return false;
  const facts = [...log.entities.values(), ...log.voids.values()].flat();
  return facts.some((at) => at.client === last.client && at.clock === last.clock && at.fact.at === last.fact.at);
}

function appended({ doc, runs, gap }: Appended): Appended {
  return { doc, runs, gap };
}
