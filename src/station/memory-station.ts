import type { AuditNote } from '#domain/audit/audit-facts.ts';
import type { DocId } from '#domain/documents.ts';
import type { Fact, NewFact, Recorded } from '#domain/fact.ts';
import { kindsOf } from '#domain/practice/acts.ts';
import { clientIdOf, idFrom, type ClientId, type DeviceNo, type UserId } from '#domain/ids.ts';
import { seeded } from '#domain/random.ts';
import type { DowntimePacket } from '#domain/scheduling/downtime.ts';
import { localDateOf, nextStamp, stampAt, type Instant, type Stamp, type ZoneId } from '#domain/time.ts';
import { ticketCode } from '#domain/visit/ticket.ts';
import { memoryBlobs } from './memory-blobs.ts';
import { memoryCare } from './memory-care.ts';
import { memoryRefusals, type NewRefusal } from './memory-refusals.ts';
import { memoryPairs } from './memory-pairs.ts';
import { memoryRows } from './memory-rows.ts';
import { memorySeals } from './memory-seals.ts';
import { memoryStorageKey } from './memory-storage-key.ts';
import { memorySigning } from './memory-signing.ts';
import type { LookUpLevels } from './kiosk-day.ts';
import type { Draft } from './rows.ts';
import type { StorageFault, Station, SyncStatus } from './station.ts';

/** A fact with its moment and writer, for days that lie before the test begins. Both are the station's own when left out. */
export interface DatedFact extends NewFact {
  readonly at?: Instant;
  readonly by?: UserId;
}

/** A piece of a document as a fixture gives it. */
export interface DocFacts {
  readonly doc: DocId;
  readonly facts: readonly DatedFact[];
}

export interface MemoryStationOptions {
  readonly user?: Partial<Station['user']>;
  readonly device?: Partial<Station['device']>;
  readonly zone?: ZoneId;
  readonly now?: Instant;
  /** Ids and random bytes follow from it. */
  readonly seed?: number;
  /** What the server holds when the test begins, written by another device. */
  readonly facts?: readonly DocFacts[];
  readonly arrivalsKey?: Awaited<ReturnType<Station['arrivalsKey']>>;
  /** The downtime packet that lies on this desk. */
  readonly downtime?: DowntimePacket;
}

/** A station without disk or network, with the levers tests and the gallery pull. */
export interface MemoryStation extends Station {
  /** What was recorded here, in order, as the command gave it. */
  readonly recorded: readonly { readonly command: string; readonly doc: DocId; readonly facts: readonly NewFact[] }[];
  /** What was written to the access log, in order. */
  readonly noted: readonly AuditNote[];
  /** Documents a screen holds live. */
  readonly opened: ReadonlySet<DocId>;
  factsOf(doc: DocId): readonly Recorded[];
  setNow(now: Instant): void;
  /** Off: the link goes and facts count as unsent. On: they are sent. */
  setOnline(online: boolean): void;
  setStatus(part: Partial<SyncStatus>): void;
  /** Staff open this kiosk for these, or its keys are gone. */
  setLookUps(levels: LookUpLevels): void;
  /** From now on every `record` throws this; null ends it. */
  setFault(fault: StorageFault | null): void;
  /** Facts of another device arrive. */
  receive(doc: DocId, facts: readonly DatedFact[], deviceNo: DeviceNo): readonly Recorded[];
  /** The server refuses what this device wrote: it leaves the rows of the day and waits for a person. */
  refuse(change: NewRefusal): void;
  /** When a person asked to send again. */
  readonly sendings: readonly Instant[];
  /** Resolves when every watcher has been told of everything so far. */
  settled(): Promise<void>;
}

/** Friday, 20 November 2026, 10:00 in New York. */
export const MEMORY_NOW: Instant = Date.UTC(2026, 10, 20, 15, 0);
/** The device that wrote `options.facts`. */
export const FIXTURE_DEVICE: DeviceNo = 99;

const DEVICE: Station['device'] = { no: 1, label: 'A', site: 'main', surface: 'desk' };
const USER: Station['user'] = { user: 'u-ada', name: 'Ada Quill', initials: 'AQ', role: 'clerk' };

/** The `Station` of tests and the gallery: the domain's folds over facts in memory. */
export function memoryStation(options: MemoryStationOptions = {}): MemoryStation {
  const device = { ...DEVICE, ...options.device };
  const user = { ...USER, ...options.user };
  const zone = options.zone ?? 'America/New_York';
  const log = memoryLog();
  const drafts = new Map<string, Draft>();
  const sendings: Instant[] = [];
  const watchers = watcherSet();
  const statuses = statusFeed();
  const recorded: { command: string; doc: DocId; facts: readonly NewFact[] }[] = [];
  const opened = new Set<DocId>();
  let now = options.now ?? MEMORY_NOW;
  let tickets = 0;
  const randomBytes = seededBytes(options.seed ?? 1);
  const receive = (doc: DocId, facts: readonly DatedFact[], deviceNo: DeviceNo): readonly Recorded[] => {
    const written = log.append(doc, facts, clientIdOf(deviceNo, 0), `device:${deviceNo}`, now);
    watchers.wake();
    return written;
  };
  for (const { doc, facts } of options.facts ?? []) receive(doc, facts, FIXTURE_DEVICE);

  const writer = { client: clientIdOf(device.no, 1), user: user.user, now: () => now };
  const record = recorder(log, recorded, statuses, writer);
  const again = (command: string, doc: DocId, facts: readonly NewFact[]) => void record(command, [{ doc, facts }]);
  const refusals = memoryRefusals(statuses, again, () => ({ by: user.user, at: now }));
  const rows = memoryRows(log.docs, drafts, refusals.all, options.downtime);
  const { write, setFault } = memoryDisk(watchers.wake);

  return {
    device,
    user,
    zone,
    rows,
    likelyPairs: async (most) => memoryPairs(log.docs, most),
    recorded,
    ...memoryAudit(write),
    opened,
    sendings,
    receive,
    refuse: (change) => void write(() => refusals.add(change)),
    randomBytes,
    now: () => now,
    today: () => localDateOf(now, zone),
    newId: () => idFrom(randomBytes(10)),
    newTicket: async () => ticketCode(device.label, ++tickets),
    online: () => statuses.value.link === 'live',
    record: (command, doc, facts) => write(() => record(command, [{ doc, facts }])),
    recordTogether: (command, parts) => write(() => record(command, parts)),
    // A copy, as a disk would keep it: what the form does to its own objects later is not saved.
    keepDraft: (draft) =>
      write(() => void drafts.set(draft.key, { ...draft, content: structuredClone(draft.content), savedAt: now })),
    dropDraft: (key) => write(() => void drafts.delete(key)),
    settleRefused: (command, id, how) => write(() => refusals.settle(command, id, how)),
    sendAgain: () => void sendings.push(now),
    ...memoryStore(statuses.set, write, () => now, randomBytes),
    ...memorySeals(randomBytes, () => Boolean(options.arrivalsKey)),
    watch: (query, next) => watchers.add(async () => query(rows), next),
    watchStatus: statuses.watch,
    open: (doc) => {
      opened.add(doc);
      return () => opened.delete(doc);
    },
    arrivalsKey: async () => options.arrivalsKey ?? null,
    factsOf: (doc) => log.docs.get(doc) ?? [],
    setNow: (next) => {
      now = next;
    },
    setOnline: (online) => statuses.set(online ? liveAt(now) : { link: 'offline', offlineSince: now }),
    setStatus: statuses.set,
    setFault,
    settled: watchers.settled
  };
}

/** Writes that wake who watches, until they are made to fail. */
function memoryDisk(wake: () => void) {
  let fault: StorageFault | null = null;
  return {
    write: async <T>(save: () => T): Promise<T> => {
      if (fault) throw fault;
      const saved = save();
      wake();
      return saved;
    },
    setFault: (next: StorageFault | null): void => {
      fault = next;
    }
  };
}

function seededBytes(seed: number): Station['randomBytes'] {
  const random = seeded(seed);
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

/** The access log as a list. */
function memoryAudit(write: (save: () => void) => Promise<void>): Pick<MemoryStation, 'noted' | 'audit' | 'witnessed'> {
  const noted: AuditNote[] = [];
  const saw = (note: AuditNote): void => void noted.push(note);
  return { noted, witnessed: async () => [], audit: { saw, did: saw, note: (note) => write(() => saw(note)) } };
}

type Parts = Parameters<Station['recordTogether']>[1];
type Log = ReturnType<typeof memoryLog>;
type Writer = { readonly client: ClientId; readonly user: UserId; readonly now: () => Instant };

/** Writes facts of this device, and counts them as unsent while the link is down. */
function recorder(log: Log, recorded: unknown[], statuses: ReturnType<typeof statusFeed>, writer: Writer) {
  return (command: string, parts: Parts): Recorded[] => {
    const now = writer.now();
    const written = parts.flatMap(({ doc, facts }) => {
      mustBeNamed(command, facts);
      recorded.push({ command, doc, facts });
      return log.append(doc, facts, writer.client, writer.user, now);
    });
    const { link, unsent, unsentSince } = statuses.value;
    if (link !== 'live') statuses.set({ unsent: unsent + written.length, unsentSince: unsentSince ?? now });
    return written;
  };
}

/** What a person is offered goes by what its act is said to write: a command that writes more would be refused by the server. */
function mustBeNamed(command: string, facts: readonly NewFact[]): void {
  const named = kindsOf(command);
  const more = named && facts.find(({ kind }) => !named.has(kind));
  if (more) throw new Error(`${command} writes ${more.kind}, and its act does not say so (acts.ts)`);
}

/** What lies here, and what may be done about it. */
function memoryStore(
  set: Parameters<typeof memoryCare>[0],
  write: Parameters<typeof memoryCare>[1],
  now: () => Instant,
  randomBytes: Parameters<typeof memoryBlobs>[0]
) {
  return {
    care: memoryCare(set, write),
    blobs: memoryBlobs(randomBytes, write),
    signing: memorySigning(),
    storageKey: memoryStorageKey(now, write)
  };
}

/** Documents, and the one way to add to them. A list is replaced, never changed, so that a reader keeps what it read. */
function memoryLog() {
  const docs = new Map<DocId, readonly Recorded[]>();
  const clocks = new Map<string, number>();
  let last: Stamp = 0;

  function append(doc: DocId, facts: readonly DatedFact[], client: ClientId, writer: UserId, now: Instant): Recorded[] {
    const place = `${doc} ${client}`;
    let clock = clocks.get(place) ?? 0;
    const written = facts.map(({ kind, of, at, by }): Recorded => {
      // Facts dated by a fixture keep their moment; those of now follow everything this station has seen.
      const stamp = at === undefined ? nextStamp(last, now) : stampAt(at) + (clock % 1024);
      if (at === undefined) last = stamp;
      const fact: Fact = { kind, at: stamp, by: by ?? writer, of };
      return { client, clock: clock++, fact };
    });
    clocks.set(place, clock);
    docs.set(doc, [...(docs.get(doc) ?? []), ...written]);
    return written;
  }
  return { docs: docs as ReadonlyMap<DocId, readonly Recorded[]>, append };
}

/** Queries that run again after each change. An answer that comes after a newer one is dropped. */
function watcherSet() {
  const watchers = new Set<() => void>();
  const running = new Set<Promise<void>>();

  function add<T>(query: () => Promise<T>, next: (value: T) => void): () => void {
    let round = 0;
    const run = (): void => {
      const mine = ++round;
      const done = query().then((value) => {
        if (mine === round && watchers.has(run)) next(value);
      });
      running.add(done);
      void done.finally(() => running.delete(done));
    };
    watchers.add(run);
    run();
    return () => watchers.delete(run);
  }
  return {
    add,
    wake: () => watchers.forEach((run) => run()),
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    }
  };
}

function liveAt(now: Instant): Partial<SyncStatus> {
  return { link: 'live', offlineSince: null, unsent: 0, unsentSince: null, lastHeard: now };
}

function statusFeed() {
  const listeners = new Set<(status: SyncStatus) => void>();
  let value: SyncStatus = {
    link: 'live',
    offlineSince: null,
    unsent: 0,
    unsentSince: null,
    refused: [],
    fault: null,
    firstSync: null,
    clockOffsetMs: 0,
    lastHeard: null
  };
  return {
    get value() {
      return value;
    },
    set: (part: Partial<SyncStatus>) => {
      value = { ...value, ...part };
      for (const listener of listeners) listener(value);
    },
    countUnsent(count: number, now: Instant) {
      if (value.link === 'live') return;
      this.set({ unsent: value.unsent + count, unsentSince: value.unsentSince ?? now });
    },
    watch: (listener: (status: SyncStatus) => void) => {
      listeners.add(listener);
      listener(value);
      return () => listeners.delete(listener);
    }
  };
}
