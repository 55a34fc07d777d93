import type { DocId } from '#domain/documents.ts';
import type { NewFact, Recorded } from '#domain/fact.ts';
import { isForKiosk } from '#domain/forms/asked-forms.ts';
import type { FormId } from '#domain/forms/form.ts';
import { arrivalsOf } from '#domain/intake/arrivals.ts';
import type { ArrivalsFact, Envelope } from '#domain/intake/intake-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { ArrivalsKeyPair } from '#protocol/envelope.ts';
import { decoyEnvelope, openEnvelope, sealEnvelope } from '#protocol/envelope.ts';
import type { Writer } from '../gate/writer.ts';

/** The number of envelopes is always a multiple of this, so that it does not tell how many have a slip (SECURITY §4). */
const STEP = 50;
/** Facts a row: each envelope is a kilobyte, and a kiosk on a slow line reads row by row. */
const ROW = 10;

type NewArrivalsFact = { [K in ArrivalsFact as K['kind']]: NewFact<K['kind'], K['of']> }[ArrivalsFact['kind']];

/** What a slip should open. */
export interface Slip {
  readonly content: Envelope;
  readonly key: Uint8Array;
}

/**
 * One `arrivals/…` document [AGT-5]. [Note: one for one] A real envelope takes the place of a decoy, and a decoy that of one withdrawn,
 * in one row: who watches the document sees that something changed, not what, and never how many there are.
 */
export class EnvelopeWriter {
  readonly #doc: DocId;
  readonly #writer: Writer;
  readonly #key: ArrivalsKeyPair;
  /** Sealed bytes of what lies there and is not known to be a decoy or a slip of this run. */
  readonly #unknown: Map<string, Uint8Array>;
  readonly #decoys = new Set<string>();
  /** What each slip's envelope says. */
  readonly #placed = new Map<string, string>();
  readonly #salt: Uint8Array;
  /** Forms in the practice's own words, as they were told. */
  readonly #forms = new Map<FormId, string>();
  #opened: string | null;

  /** @param facts what the document holds from earlier runs */
  constructor(doc: DocId, facts: readonly Recorded[], writer: Writer, key: ArrivalsKeyPair, salt: Uint8Array) {
    this.#doc = doc;
    this.#writer = writer;
    this.#key = key;
    this.#salt = salt;
    writer.follow(facts);
    const day = arrivalsOf(facts);
    this.#opened = day && openedAs(day.siteName, day.keyId, day.salt);
    this.#unknown = new Map(day?.envelopes);
    for (const form of day?.forms ?? []) this.#forms.set(form.form, JSON.stringify(form));
  }

  /** Opens the day for its kiosks. @param slips all there are so far, by envelope */
  async open(
    siteName: string,
    slips: ReadonlyMap<string, Slip | null>,
    practice: Pick<Practice, 'forms'>
  ): Promise<void> {
    const { keyId, publicKey } = this.#key;
    const salt = this.#salt;
    const opening = openedAs(siteName, keyId, salt);
    if (this.#opened !== opening) {
      await this.#writer.record(this.#doc, [
        { kind: 'arrivals/opened', of: { siteName, keyId, key: publicKey, salt } }
      ]);
      this.#opened = opening;
    }
    for (const [envelope, slip] of slips) await this.#recognise(envelope, slip);
    for (const envelope of this.#unknown.keys()) this.#decoys.add(envelope);
    this.#unknown.clear();
    await this.set(slips, practice);
    await this.#fill();
  }

  /** Forms in the practice's own words that kiosks may show, as they are now [FORM-20]. */
  async #tellForms({ forms }: Pick<Practice, 'forms'>): Promise<void> {
    for (const definition of forms.defined.filter(isForKiosk)) {
      const text = JSON.stringify(definition);
      if (this.#forms.get(definition.form) === text) continue;
      await this.#record([{ kind: 'arrivals/form-shown', of: { definition } }]);
      this.#forms.set(definition.form, text);
    }
  }

  /** What these slips should open now; null for a slip that should open nothing any more. @param practice whose forms kiosks show, where they may have changed */
  async set(slips: ReadonlyMap<string, Slip | null>, practice?: Pick<Practice, 'forms'>): Promise<void> {
    if (practice) await this.#tellForms(practice);
    for (const [envelope, slip] of slips) {
      // Of an earlier run, and taken for a decoy since: it is known again.
      if (this.#decoys.delete(envelope)) this.#placed.set(envelope, 'earlier');
      const text = slip && JSON.stringify(slip.content);
      if ((this.#placed.get(envelope) ?? null) === text) continue;
      if (slip && text !== null) await this.#place(envelope, slip, text);
      else await this.#withdraw(envelope);
    }
  }

  /** An envelope from an earlier run is known again by opening it; one whose slip has ended since is known to be withdrawn. */
  async #recognise(envelope: string, slip: Slip | null): Promise<void> {
    const sealed = this.#unknown.get(envelope);
    if (!sealed) return;
    this.#unknown.delete(envelope);
    this.#placed.set(envelope, slip ? JSON.stringify(await openEnvelope(sealed, slip.key)) : 'ended');
  }

  async #place(envelope: string, { content, key }: Slip, text: string): Promise<void> {
    const sealed = await sealEnvelope(content, key);
    const [decoy] = this.#decoys;
    const isThere = this.#placed.has(envelope);
    const placed = { kind: 'envelope/placed', of: { envelope, sealed } } as const;
    if (isThere) await this.#record(this.#amongDecoys(placed));
    else
      await this.#record([
        ...(decoy === undefined ? [] : [{ kind: 'envelope/withdrawn', of: { envelope: decoy } } as const]),
        placed
      ]);
    if (!isThere && decoy !== undefined) this.#decoys.delete(decoy);
    this.#placed.set(envelope, text);
    await this.#fill();
  }

  /** What an envelope says has changed: a decoy changes with it, each in its turn, so that it is not those that change which are real. */
  #amongDecoys(placed: Extract<NewArrivalsFact, { kind: 'envelope/placed' }>): readonly NewArrivalsFact[] {
    const [decoy] = this.#decoys;
    if (decoy === undefined) return [placed];
    this.#decoys.delete(decoy);
    this.#decoys.add(decoy);
    const other = { kind: 'envelope/placed', of: { ...decoyEnvelope(), envelope: decoy } } as const;
    return placed.of.envelope < decoy ? [placed, other] : [other, placed];
  }

  async #withdraw(envelope: string): Promise<void> {
    const decoy = decoyEnvelope();
    await this.#record([
      { kind: 'envelope/withdrawn', of: { envelope } },
      { kind: 'envelope/placed', of: decoy }
    ]);
    this.#placed.delete(envelope);
    this.#decoys.add(decoy.envelope);
  }

  /** Decoys up to the next multiple; none when the day was opened and is full. */
  async #fill(): Promise<void> {
    const count = this.#placed.size + this.#decoys.size;
    let lacking = (count === 0 ? STEP : Math.ceil(count / STEP) * STEP) - count;
    while (lacking > 0) {
      const decoys = Array.from({ length: Math.min(lacking, ROW) }, decoyEnvelope);
      await this.#record(decoys.map((of) => ({ kind: 'envelope/placed', of })));
      for (const { envelope } of decoys) this.#decoys.add(envelope);
      lacking -= decoys.length;
    }
  }

  async #record(facts: readonly NewArrivalsFact[]): Promise<void> {
    await this.#writer.record(this.#doc, facts);
  }
}

function openedAs(siteName: string, keyId: string, salt: Uint8Array | undefined): string {
  return `${keyId} ${salt?.join('.') ?? ''} ${siteName}`;
}
