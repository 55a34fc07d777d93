import type { DocId } from '#domain/documents.ts';
import type { Fact, NewFact, Recorded } from '#domain/fact.ts';
import type { ClientId, UserId } from '#domain/ids.ts';
import { nextStamp, type Instant, type Stamp } from '#domain/time.ts';
import type { DeviceScope } from '#protocol/access.ts';
import type { NoCode } from '#protocol/codes.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { decodeRuns } from '#protocol/update.ts';
import type { Gate } from './gate.ts';

/** Facts of a device inside this process were refused: a bug here, or a disk that is full. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
  readonly code: NoCode;

  constructor(code: NoCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface WriterOptions {
  readonly gate: Gate;
  readonly device: DeviceScope;
  /** A client of this device that has written nothing yet; asked again after a failed write. */
  readonly newClient: () => Promise<ClientId>;
  readonly now: () => Instant;
}

/** One client of the device: asked for with its first facts, and how many of its facts each document was given. */
interface Boot {
  readonly client: Promise<ClientId>;
  readonly clocks: Map<DocId, number>;
}

/** Appends facts for one of the server's own devices, by the same gate as everyone's. */
export class Writer {
  readonly #options: WriterOptions;
  #boot: Boot | null = null;
  #last: Stamp = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Dates what comes after these, its own facts of an earlier run: the clock may have been set back since. */
  follow(facts: readonly Recorded[]): void {
    for (const { fact } of facts) this.#last = Math.max(this.#last, fact.at);
  }

  /** Dates and signs facts as this device, or as who told it to, and writes them. @throws {WriteRefused} */
  async record(
    doc: DocId,
    facts: readonly NewFact[],
    by: UserId = `device:${this.#options.device.deviceNo}`
  ): Promise<void> {
    await this.write(
      doc,
      facts.map(({ kind, of }) => ({ kind, at: (this.#last = nextStamp(this.#last, this.#options.now())), by, of }))
    );
  }

  /** Writes facts as they are: all of them or none. @throws {WriteRefused} */
  async write(doc: DocId, facts: readonly Fact[]): Promise<void> {
    const { gate, device } = this.#options;
    if (facts.length === 0) return;
    const bad = gate.check(device, doc, facts);
    if (bad) throw new WriteRefused(bad.code, bad.say);
    const boot = (this.#boot ??= { client: this.#options.newClient(), clocks: new Map() });
    const clock = boot.clocks.get(doc) ?? 0;
    boot.clocks.set(doc, clock + facts.length);
    try {
      const answer = await gate.write(device, doc, { client: await boot.client, clock, facts });
      if (answer.type === 'no') throw new WriteRefused(answer.code, answer.say);
    } catch (error) {
      // Clocks were given to facts that are not on disk: this client ends, as that of any device would.
      if (boot === this.#boot) this.#boot = null;
      throw error;
    }
  }
}

/** The facts in an update from the journal; null holds none. Facts of the gate's own making that a fold cannot read are left out. */
export function recordedIn(update: Uint8Array | null): Recorded[] {
  if (!update) return [];
  return decodeRuns(update).flatMap(({ client, clock, facts }) =>
    facts.flatMap((raw, i) => {
      const checked = checkFact(raw);
      return checked.ok ? [{ client, clock: clock + i, fact: checked.fact }] : [];
    })
  );
}
