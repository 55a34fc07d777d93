import * as Y from 'yjs';
import type { AuditEntry } from '#domain/audit/chain.ts';
import { ChainCheck } from '#domain/audit/verify.ts';
import { parseDocId } from '#domain/documents.ts';
import { conflictsOf } from '#domain/scheduling/conflicts.ts';
import { may } from '#protocol/access.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { decodeRuns } from '#protocol/update.ts';
import { auditRow, sha256 } from '#server/audit/audit-rows.ts';
import { readRawDoc, updatesIn } from '#storage/raw-doc.ts';
import { rebuild } from '#storage/rebuild.ts';
import { createRows } from '#storage/rows.ts';
import { packedIn } from '#storage/segments.ts';
import type { Database } from '#storage/database.ts';
import { ROW_TABLES, type RefusedRow, type SegmentRow, type UpdateRow } from '#storage/schema.ts';
import { SITE } from '#tests/fixtures/practice.ts';
import type { World } from './engine/world.ts';
import {
  addRuns,
  factsOfServer,
  headsOn,
  isThere as hasHead,
  placeOf,
  textOf,
  type Facts,
  type Ledger
} from './ledger.ts';
import { appointmentsOf, inOrder, overlapsOf, visitsOf, type OracleFact } from './oracle.ts';
import { CANARY } from './workload.ts';
import { type MemoryDisk, plainHost, plainTab } from './world/memory-database.ts';
import type { SimDevice } from './world/sim-device.ts';
import type { SimServer } from './world/sim-server.ts';

/** Codes that no later try can change (RELIABILITY §3.4), said again here so that a slip there shows. */
const FINAL: ReadonlySet<string> = new Set([
  'E_SIZE',
  'E_VERB',
  'E_ROLE',
  'E_FOREIGN',
  'E_DUP',
  'E_EPOCH',
  'E_DECODE',
  'E_SCHEMA',
  'E_CARD'
]);

export interface Checked {
  readonly world: World;
  readonly server: SimServer;
  readonly devices: readonly SimDevice[];
  readonly ledger: Ledger;
  /** Live documents of tabs that live, and whose they are. */
  readonly ydocs: readonly { readonly doc: Y.Doc; readonly of: string }[];
}

/** All that must hold when everything is whole again and had its time (I1 to I13, as far as there is something to hold). */
export async function checkAll(checked: Checked): Promise<void> {
  const { server, devices, world } = checked;
  const truth = factsOfServer(server.disk.journal.rows);
  const days: string[] = [];
  for (const device of devices) {
    if (device.isEvicted || device.isRevoked || device.turnedAway !== null) continue;
    const disk = device.disk.cloned(`${device.name}-checked`, plainHost);
    const database = disk.open(plainTab);
    const held = await factsOfDevice(database);
    // A device and its copy refuse each other's entries of the access log, which no screen opens: each keeps its own.
    const asCompared = isCopied(device, devices) ? withoutAudit : (facts: Facts) => facts;
    sameFacts(checked, device, asCompared(truth), asCompared(held));
    quiet(world, device, database, disk);
    const live = rowsIn(disk);
    await rebuild(database);
    const again = rowsIn(disk);
    if (live !== again) world.fail(`${device.name}: rows folded anew are others (I2)\n${firstDifference(live, again)}`);
    if (device.surface === 'desk') days.push(await shownDay(world, device, database, truth));
    if (device.surface === 'kiosk' || device.surface === 'board') blind(world, device, disk);
  }
  chainsWhole(checked);
  for (const day of days) if (day !== days[0]) world.fail('two desks show different days (I2)');
  nothingLost(checked, truth);
  if (server.sqlite) soundOnDisk(checked);
  for (const { name, credentials, revokedAtSeq } of devices) {
    const late = server.disk.journal.rows.find((row) => row.device === credentials.deviceNo && row.seq > revokedAtSeq);
    if (late) world.fail(`${name} was revoked, and wrote ${late.doc} a second later or more (P17)`);
  }
  liveAsOnDisk(checked);
  const isOut = ({ isRevoked, turnedAway }: SimDevice): boolean => isRevoked || turnedAway !== null;
  const away = new Set(devices.filter(isOut).flatMap(({ tabs }) => tabs.map(({ process }) => process.name)));
  for (const { doc, of } of checked.ydocs.filter((one) => !away.has(one.of))) {
    const { pendingStructs, pendingDs } = doc.store;
    if (pendingStructs !== null || pendingDs !== null)
      world.fail(
        `a live document of ${of} waits for what never comes (I8): ${JSON.stringify([...(pendingStructs?.missing ?? [])])}`
      );
  }
}

function isCopied({ credentials }: SimDevice, devices: readonly SimDevice[]): boolean {
  return devices.filter((one) => one.credentials.deviceNo === credentials.deviceNo).length > 1;
}

function withoutAudit(facts: Facts): Facts {
  return new Map([...facts].filter(([doc]) => !doc.startsWith('audit/')));
}

async function factsOfDevice(database: Database): Promise<Facts> {
  const facts: Facts = new Map();
  for (const segment of (await database.segments.toArray()) as SegmentRow[])
    for (const { doc } of packedIn(segment)) facts.set(doc, new Map());
  for (const doc of await database.docs.toCollection().primaryKeys()) facts.set(doc, new Map());
  for (const doc of facts.keys())
    for (const update of updatesIn(await readRawDoc(database, doc))) addRuns(facts, doc, decodeRuns(update));
  return facts;
}

/** Every fact of the server on every device that may read it and on none other; and nothing that the server has not (I1). */
function sameFacts({ world }: Checked, device: SimDevice, truth: Facts, has: Facts): void {
  const scope = device.credentials;
  for (const [doc, facts] of truth) {
    const ref = parseDocId(doc);
    const isEntitled = ref !== null && may(scope, 'read', ref);
    const own = has.get(doc);
    if (!isEntitled) {
      if (own && own.size > 0) world.fail(`${device.name} has ${doc}, which it may not read (I1)`);
      continue;
    }
    for (const [place, text] of facts)
      if (own?.get(place) !== text)
        return world.fail(
          own?.has(place)
            ? `${device.name} has another fact than the server as ${place} of ${doc} (I1)\n${text}\n${own.get(place)}`
            : `${device.name} lacks ${place} of ${doc} (I1): ${text.slice(0, 120)}`
        );
  }
  for (const [doc, facts] of has) {
    for (const [place, text] of facts)
      if (!truth.get(doc)?.has(place))
        return world.fail(`${device.name} has ${place} of ${doc}, the server has not (I1): ${text.slice(0, 120)}`);
  }
}

/** Nothing waits any more where nothing is in the way (P9), and the leftovers are few (I12). */
function quiet(world: World, device: SimDevice, database: Database, disk: MemoryDisk): void {
  const waiting = disk.tables.get('updates')!.index('unsent').entries;
  if (waiting.length > 0)
    world.fail(
      `${device.name} still has ${waiting.length} to send, the first of ${JSON.stringify(waiting[0]!.of)} (P9)`
    );
  const tabs = device.tabs.filter(({ station }) => station !== null);
  for (const { status, process } of tabs) {
    const { link, unsent, fault } = status.value;
    // A save that failed is told until the person tries again.
    const isUnwell = fault !== null && !/what you typed is still here|cannot reach its storage/.test(fault);
    if (link !== 'live' || unsent > 0 || isUnwell)
      world.fail(`${process.name} says ${link}, ${unsent} to send, ${fault ?? 'no fault'} when all is well (I10)`);
  }
  if (tabs.length > 0 && tabs.filter(({ isLeading }) => isLeading).length !== 1)
    world.fail(`${device.name} has ${tabs.filter(({ isLeading }) => isLeading).length} leading tabs`);
  for (const row of disk.tables.get('refused')!.rows.values()) {
    const code = String(row['code']);
    world.sometimes(`set aside: ${code}`);
    if (!FINAL.has(code)) world.fail(`${device.name} gave up something after ${code}, which passes (P9)`);
  }
  if (disk.tables.get('strange')!.rows.size > 0) world.fail(`${device.name} could not read what the server sent`);
  void database;
}

function rowsIn(disk: MemoryDisk): string {
  return ROW_TABLES.map((table) => {
    const rows = [...disk.tables.get(table)!.rows.values()].map(({ rev: _, ...row }) => textOf(row));
    return `${table}\n${rows.sort().join('\n')}`;
  }).join('\n');
}

/** Each session's entries follow one on the other, none missing, moved or doubled, as the server has them (I6). */
function chainsWhole({ world, server, devices }: Checked): void {
  const check = new ChainCheck(sha256);
  const entries: AuditEntry[] = [];
  for (const { doc, seq, update } of server.disk.journal.rows)
    if (doc.startsWith('audit/')) entries.push(...auditRow(seq, update).entries);
  // A session that went over midnight may be given again a day at a time, in any order.
  for (const entry of entries.sort((a, b) => a.seq - b.seq)) check.take(entry);
  check.end();
  if (check.entries > 0) world.sometimes('the access log holds entries');
  // What a browser threw away, or a device that was put out, had not sent is missing; a device and its copy write under one name.
  const isGone = (device: SimDevice): boolean =>
    device.isEvicted || device.isRevoked || device.turnedAway !== null || isCopied(device, devices);
  const gone = new Set(devices.filter(isGone).map(({ credentials }) => String(credentials.deviceNo)));
  for (const { code, row } of check.findings) {
    const [device] = row.split('/');
    if (!gone.has(device ?? '')) world.fail(`the access log is not whole: ${row} is ${code} (I6)`);
  }
}

/** What this desk shows of the day, held against the oracle (I5, I7). Answers it as text, to hold against other desks. */
async function shownDay(world: World, device: SimDevice, database: Database, truth: Facts): Promise<string> {
  const rows = createRows(database, 'u-ada', async () => []);
  const shown: string[] = [];
  for (const doc of [...truth.keys()].filter((id) => id.startsWith('day/')).sort()) {
    const date = doc.split('/')[2]!;
    const appointments = await rows.appointments(SITE, date);
    const visits = await rows.visits(SITE, date);
    const facts = inOrder(oracleFacts(truth, doc));
    const expected = appointmentsOf(facts);
    compare(
      world,
      `${device.name}: appointments of ${date}`,
      appointments.map((a) => textOf([a.appointment, a.status, a.at, a.contested.length, a.problems])),
      expected.map((a) => textOf([a.id, a.status, a.at, a.contested, a.problems]))
    );
    const practice = await rows.practice();
    const cards = conflictsOf({ practice, site: SITE, date, appointments });
    compare(
      world,
      `${device.name}: conflicts of ${date} (I5)`,
      cards
        .map(({ id, classes }) => `${id}: ${classes.filter((one) => one !== 'C5').join(' ')}`)
        .filter((card) => card.includes('+')),
      overlapsOf(expected)
    );
    compare(
      world,
      `${device.name}: visits of ${date} (I7)`,
      visits.map((v) => `${v.visit}: ${v.state} ${v.room ?? '-'} ${v.ticket} ${v.problems.length}`),
      visitsOf(facts)
    );
    if (cards.some(({ classes }) => classes.includes('C12'))) world.sometimes('a conflict between desks is shown');
    const isOpen = new Set(expected.filter(({ provisional }) => provisional).map(({ id }) => id));
    if (cards.some((card) => card.appointments.length === 2 && card.appointments.every((id) => isOpen.has(id))))
      world.sometimes('double booking offline');
    shown.push(textOf([appointments, visits, cards]));
  }
  for (const doc of [...truth.keys()].filter((id) => id.startsWith('patient/')).sort())
    shown.push(textOf(await rows.patient(doc.slice('patient/'.length))));
  return shown.join('\n');
}

function oracleFacts(truth: Facts, doc: string): OracleFact[] {
  return [...(truth.get(doc) ?? [])].flatMap(([place, text]) => {
    const [client, clock] = place.split('.').map(Number);
    const fact = JSON.parse(text) as { kind: string; at: number; of: Record<string, unknown> };
    return checkFact(fact).ok || fact.kind === 'appointment/slip-issued'
      ? [{ client: client!, clock: clock!, ...fact }]
      : [];
  });
}

function compare(world: World, what: string, shown: readonly string[], expected: readonly string[]): void {
  const [one, other] = [shown.toSorted().join('\n'), expected.toSorted().join('\n')];
  if (one !== other) world.fail(`${what}\n${firstDifference(one, other)}`);
}

export function firstDifference(one: string, other: string): string {
  const [a, b] = [one.split('\n'), other.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  return `  is        ${(a[at === -1 ? a.length : at] ?? '(nothing)').slice(0, 600)}\n  should be ${(b[at === -1 ? a.length : at] ?? '(nothing)').slice(0, 600)}`;
}

/** A live document has all that the disk of its device has of it: what another tab wrote as well (I2). */
function liveAsOnDisk({ world, devices, ydocs }: Checked): void {
  for (const device of devices) {
    const heads = headsOn(device.disk);
    const live = new Set(
      device.tabs.flatMap(({ process, status }) => (status.value.link === 'live' ? [process.name] : []))
    );
    for (const { doc, of } of ydocs.filter((one) => live.has(one.of)))
      for (const [key, head] of heads) {
        const [name, client] = key.split(' ') as [string, string];
        const has = Y.getState(doc.store, Number(client));
        if (name === doc.guid && has < head)
          return world.fail(`${of} shows ${doc.guid} live up to ${client}.${has}, its disk has ${head} (I2)`);
      }
  }
}

/** What the real journal has on its disk is what it told, byte by byte, in an unbroken chain (P2, P11). */
function soundOnDisk({ world, server }: Checked): void {
  const rows = server.sqlite?.rows();
  const told = server.disk.journal.rows;
  if (!rows) return world.fail('the journal on disk is damaged, and nobody mended it (P11)');
  if (rows.length !== told.length) return world.fail(`${rows.length} rows are on disk, ${told.length} were told (P2)`);
  const other = rows.find((row, index) => textOf({ ...row }) !== textOf({ ...told[index] }));
  if (other) world.fail(`row ${other.seq} on disk is not what was told (P2)`);
}

/** Every fact that was called saved is with the server, kept for a person, or waits where its device may not send (I11, P4). */
function nothingLost({ world, ledger }: Checked, truth: Facts): void {
  for (const issued of ledger.issued) {
    const { device, doc, client, clock, text } = issued;
    if (truth.get(doc)?.get(`${client}.${clock}`) === text) continue;
    const isTaken = truth.get(doc)?.has(`${client}.${clock}`) === true;
    const holder = issued.heldBy.find(
      ({ isEvicted, isRevoked, turnedAway }) => !isEvicted && !isRevoked && !turnedAway
    );
    if (!isTaken && holder && (device.isEvicted || device.isRevoked)) {
      world.fail(`${holder.name} held ${placeOf(issued)} and did not give it to the restored server (P4)`);
      return;
    }
    if (device.isEvicted && !issued.acked) continue;
    const refused = [...device.disk.tables.get('refused')!.rows.values()] as unknown as RefusedRow[];
    if (refused.some((row) => row.doc === doc && decodeRuns(row.bytes).some((run) => holds(run, issued)))) continue;
    const waits = [...device.disk.tables.get('updates')!.rows.values()] as unknown as UpdateRow[];
    const maySend = !device.isRevoked && device.turnedAway === null;
    const isWaiting = waits.some(
      ({ runs, unsent, doc: of }) =>
        unsent !== undefined &&
        of === doc &&
        runs.some((run) => run.client === client && run.clock <= clock && clock < run.clock + run.length)
    );
    if (!maySend && isWaiting && !issued.acked) continue;
    // The lost life had it, and its device was removed before it could know of the new one.
    if (!maySend && ledger.wasRestored && !issued.acked && hasHead(headsOn(device.disk), issued)) continue;
    world.fail(
      `${device.name} called ${placeOf(issued)} saved${issued.acked ? ' and sent' : ''}, and it is nowhere (I11)`
    );
    return;
  }
}

function holds(
  run: { client: number; clock: number; facts: readonly unknown[] },
  { client, clock, text }: { client: number; clock: number; text: string }
): boolean {
  return run.client === client && run.clock <= clock && textOf(run.facts[clock - run.clock]) === text;
}

/** No name of a patient lies on a kiosk or a board (I9). */
function blind(world: World, device: SimDevice, disk: MemoryDisk): void {
  for (const [table, { rows }] of disk.tables) {
    for (const row of rows.values())
      if (holdsName(row)) return world.fail(`${device.name}: a patient's name in ${table} (I9)`);
  }
}

function holdsName(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(CANARY);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).includes(CANARY);
  if (value instanceof Map) return [...value].some(holdsName);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsName);
}
