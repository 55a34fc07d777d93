import type { DocId } from '#domain/documents.ts';
import type { Ack } from '#protocol/doc-messages.ts';
import { decodePush, decodePushAnswers } from '#protocol/push.ts';
import { decodeRuns, type Run } from '#protocol/update.ts';
import type { Row } from '#server/journal/journal.ts';
import type { DocRow } from '#storage/schema.ts';
import type { World } from './engine/world.ts';
import type { MemoryDisk } from './world/memory-database.ts';
import type { SimDevice } from './world/sim-device.ts';
import type { SimServer } from './world/sim-server.ts';
import type { SimTab, TabWatch } from './world/sim-tab.ts';

/** One fact that a device called saved. */
export interface Issued {
  readonly device: SimDevice;
  readonly doc: DocId;
  readonly client: number;
  readonly clock: number;
  readonly text: string;
  readonly kind: string;
  acked: boolean;
  /** Desks that held it when the server was last restored. */
  heldBy: readonly SimDevice[];
}

/** Everything every device was told is saved or sent, kept outside of all of them; and what must hold at every moment. */
export class Ledger implements TabWatch {
  readonly issued: Issued[] = [];
  readonly tickets = new Map<string, string>();
  wasRestored = false;
  readonly #world: World;
  readonly #server: SimServer;
  readonly #waiting = new Map<SimDevice, Issued[]>();
  readonly #acks = new Set<string>();
  readonly #byPlace = new Map<string, Issued>();

  constructor(world: World, server: SimServer) {
    this.#world = world;
    this.#server = server;
  }

  saved(device: SimDevice, doc: DocId, update: Uint8Array): void {
    for (const { client, clock, facts } of decodeRuns(update)) {
      for (const [index, fact] of facts.entries()) {
        const { kind, of } = fact as { kind: string; of: { provisional?: true } };
        if (of.provisional) this.#world.sometimes('booked while offline');
        if (device.tabs.length > 1) this.#world.sometimes('a second tab was open when something was saved');
        const issued = {
          device,
          doc,
          client,
          clock: clock + index,
          text: textOf(fact),
          kind,
          acked: false,
          heldBy: []
        };
        this.issued.push(issued);
        this.#world.tell(device.name, `saves ${kind} ${client % 2 ** 20}.${clock + index} in ${doc}`);
        const place = `${device.name} ${doc} ${client}.${clock + index}`;
        if (this.#byPlace.has(place)) this.#world.fail(`one name for two facts: ${place}`);
        this.#byPlace.set(place, issued);
        const waiting = this.#waiting.get(device);
        if (waiting) waiting.push(issued);
        else this.#waiting.set(device, [issued]);
      }
    }
  }

  pushed(device: SimDevice, body: Uint8Array, answers: Uint8Array): void {
    const parts = decodePush(body);
    for (const [index, answer] of decodePushAnswers(answers).entries())
      if (answer.type === 'ack') this.acknowledged(device, answer, parts[index]?.doc);
  }

  /** The server gives an ack: all it speaks of is on its disk now (I10, P2). */
  acknowledged(device: SimDevice, { client, clock, seq }: Ack, doc?: DocId): void {
    const row = this.#server.disk.journal.rows[seq - 1];
    if (!row || row.client !== client || row.clock + row.count < clock || row.doc !== (doc ?? row.doc))
      return this.#world.fail(
        `the server acks ${client} up to ${clock} as ${seq} to ${device.name}, and has it not on disk`
      );
    const seen = `${row.doc} ${client} ${clock}`;
    if (this.#acks.has(seen)) this.#world.sometimes('duplicate frame re-acked');
    this.#acks.add(seen);
    for (const issued of this.#waiting.get(device) ?? [])
      if (issued.doc === row.doc && issued.client === client && issued.clock < clock)
        issued.acked ||= this.#has(issued);
  }

  /** The fact itself, not what holds its place after a refusal. */
  #has({ doc, client, clock, text }: Issued): boolean {
    const of = this.#server.disk.journal.rows.find(
      (row) => row.doc === doc && row.client === client && row.clock <= clock && clock < row.clock + row.count
    );
    const facts = of && decodeRuns(of.update).flatMap((run) => run.facts);
    return of !== undefined && textOf(facts?.[clock - of.clock]) === text;
  }

  /** "Sent" is said only of what the server has on disk, or refused and is kept for a person (P8); nothing is said of the access log. */
  outboxRead(device: SimDevice, tab: SimTab): void {
    const { unsent, refused, link } = tab.status.value;
    const waiting = this.#waiting.get(device) ?? [];
    if (unsent > 0 || link !== 'live' || waiting.length === 0 || device.isClone) return;
    // A server that was restored a moment ago is not known of yet.
    const feed = device.disk.tables.get('meta')!.get('feed')?.['value'] as { epoch: string } | undefined;
    if ((feed?.epoch ?? device.credentials.epoch) !== this.#server.disk.journal.epoch) return;
    const heads = headsOf(this.#server.disk.journal.rows);
    const left = waiting.filter((one) => !isThere(heads, one));
    this.#waiting.set(device, left);
    const lost = left.find(({ doc }) => !doc.startsWith('audit/'));
    if (lost && refused.length === 0 && device.turnedAway === null)
      this.#world.fail(`${device.name} says sent, and ${placeOf(lost)} is not on the server's disk`);
  }

  /** The server is back at an older state: nothing counts as sent before the new life has said so. */
  restored(devices: readonly SimDevice[]): void {
    this.wasRestored = true;
    const desks = devices
      .filter(({ surface }) => surface === 'desk')
      .map((desk) => ({ desk, heads: headsOn(desk.disk) }));
    for (const issued of this.issued)
      issued.heldBy = desks.flatMap(({ desk, heads }) => (isThere(heads, issued) ? [desk] : []));
    this.#acks.clear();
    this.#waiting.clear();
    for (const issued of this.issued) {
      issued.acked = false;
      const waiting = this.#waiting.get(issued.device);
      if (waiting) waiting.push(issued);
      else this.#waiting.set(issued.device, [issued]);
    }
  }

  ticket(device: SimDevice, date: string, ticket: string): void {
    if (device.isClone) return;
    const key = `${date} ${ticket}`;
    const before = this.tickets.get(key);
    if (before !== undefined)
      this.#world.fail(`ticket ${ticket} of ${date} was given twice: by ${before} and ${device.name}`);
    this.tickets.set(key, device.name);
  }
}

export function placeOf({ doc, client, clock, kind }: Issued): string {
  return `${kind} ${client}.${clock} in ${doc}`;
}

function headsOf(rows: readonly Row[]): Map<string, number> {
  const heads = new Map<string, number>();
  for (const { doc, client, clock, count } of rows)
    heads.set(`${doc} ${client}`, Math.max(heads.get(`${doc} ${client}`) ?? 0, clock + count));
  return heads;
}

/** How far a desk's disk has each writer of each document; segments are passed over. */
export function headsOn(disk: MemoryDisk): Map<string, number> {
  const rows = [...disk.tables.get('docs')!.rows.values()] as unknown as DocRow[];
  return new Map(rows.flatMap(({ doc, heads }) => heads.map(([client, head]) => [`${doc} ${client}`, head])));
}

export function isThere(heads: ReadonlyMap<string, number>, { doc, client, clock }: Issued): boolean {
  return (heads.get(`${doc} ${client}`) ?? 0) > clock;
}

/** A fact in one spelling, to compare. */
export function textOf(fact: unknown): string {
  return JSON.stringify(fact, (_key, value: unknown) =>
    value instanceof Uint8Array
      ? Buffer.from(value).toString('hex')
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value
  );
}

/** Facts by document and place, as text. */
export type Facts = Map<DocId, Map<string, string>>;

export function addRuns(facts: Facts, doc: DocId, runs: readonly Run[]): void {
  const known = facts.get(doc) ?? new Map<string, string>();
  facts.set(doc, known);
  for (const { client, clock, facts: all } of runs)
    for (const [index, fact] of all.entries()) known.set(`${client}.${clock + index}`, textOf(fact));
}

export function factsOfServer(rows: readonly Row[]): Facts {
  const facts: Facts = new Map();
  for (const { doc, update } of rows) addRuns(facts, doc, decodeRuns(update));
  return facts;
}
