import { parseDocId } from '#domain/documents.ts';
import { factId, isVoid, type Fact, type Recorded } from '#domain/fact.ts';
import type { ScheduleTrigger } from '#domain/hl7/schedule-notice.ts';
import { appointmentOf, type Appointment } from '#domain/scheduling/appointment.ts';
import type { Core } from '../core.ts';
import { recordedIn } from '../gate/writer.ts';
import { IMPORTER } from '../import/import-port.ts';
import type { Change } from '../journal/journal.ts';
import type { OnDuty } from '../store/store.ts';
import { asHl7, triggerOf } from './day-as-hl7.ts';
import { factsAbout } from './exchange.ts';
import { MllpClient, MllpFault, type Ack, type AckCode, type MllpTarget } from './mllp-client.ts';
import { MAX_SET_ASIDE, SetAsides, type SetAside } from './set-aside.ts';

export interface OutboxOptions {
  readonly core: Core;
  readonly target: MllpTarget;
  /** What the receiver said, counted. */
  readonly onAnswer: (code: AckCode) => void;
  readonly onFault: (error: unknown) => void;
  /** From a failed try to the next, at first and at most; tests do not wait. */
  readonly retryMs?: { readonly first: number; readonly most: number };
  readonly answerMs?: number;
  /** How often it is looked whether somebody wants something sent again. */
  readonly lookMs?: number;
  /** How many may be set aside. */
  readonly maxAside?: number;
}

/** One message: the fact it tells of, and where that lies. */
type Telling = Pick<SetAside, 'control' | 'seq' | 'doc' | 'fact'>;

/** Under this name the notes have how far of the journal has been told. */
const CURSOR = 'hl7-sent';
const PAGE = 200;
const LOOK_MS = 10_000;
const RETRY_MS = { first: 1_000, most: 60_000 };
const TAKEN: ReadonlySet<AckCode> = new Set(['AA', 'CA']);
/**
 * Not to be said again as it is. The standard leaves to the sender whether to repeat what was rejected (HL7 table 0008, `AR`); receivers use it for what they
 * will never take (an event, a version, a field they lack), and one that repeats it for ever tells them nothing else.
 */
const REJECTED: ReadonlySet<AckCode> = new Set(['AR', 'CR']);
/** An error at the receiver's may pass: so often it is tried. */
const MAX_TRIES = 5;

/**
 * Tells another system what happens to our appointments, by MLLP, in the journal's order, one message at a time; what is not answered is sent
 * again with the same control id [MLLP-4]; what is not taken is set aside for a person, and the next one goes out [MLLP-5]. It begins where it is switched on: what was there before is sent by `export hl7`.
 */
export class Hl7Outbox implements OnDuty {
  readonly #options: OutboxOptions;
  readonly #client: MllpClient;
  readonly #asides: SetAsides;
  #run: Promise<void> | null = null;
  #isOver = true;
  #wake: () => void = () => undefined;
  #stopListening: () => void = () => undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#client = new MllpClient(options.target, options.answerMs);
    this.#asides = new SetAsides(options.core.records);
  }

  begin(): void {
    if (!this.#isOver) return;
    this.#isOver = false;
    this.#stopListening = this.#options.core.journal.onCommit(() => this.#wake());
    this.#run = (this.#run ?? Promise.resolve()).then(() => this.#follow());
  }

  end(): void {
    this.#isOver = true;
    this.#stopListening();
    this.#wake();
    this.#client.close();
  }

  async stop(): Promise<void> {
    this.end();
    await this.#run;
  }

  async #follow(): Promise<void> {
    const { core, onFault, retryMs = RETRY_MS } = this.#options;
    const { journal, notes } = core;
    let wait = retryMs.first;
    while (!this.#isOver) {
      try {
        await this.#sendAgain();
        const cursor = Number(await notes.claim(CURSOR, String(journal.head())));
        const { changes, upTo, more } = await journal.changes(cursor, PAGE, ['day/']);
        for (const change of changes) {
          if (this.#isOver) return;
          await this.#tell(change);
          await notes.write(CURSOR, String(change.seq));
        }
        await notes.write(CURSOR, String(Math.max(cursor, upTo)));
        wait = retryMs.first;
        if (!more && journal.head() <= upTo) await this.#news();
      } catch (error) {
        if (this.#isOver) return;
        onFault(error);
        await this.#pause(wait);
        wait = Math.min(wait * 2, retryMs.most);
      }
    }
  }

  /** Until something is committed, or it is time to look whether somebody asked for something, or it is over. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.lookMs ?? LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isOver) this.#wake();
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!this.#isOver) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #tell({ seq, doc, update }: Change): Promise<void> {
    if (parseDocId(doc)?.kind !== 'day') return;
    // What came by message or import is not told back.
    const news = recordedIn(update).filter(({ fact }) => fact.by !== IMPORTER && isNews(fact));
    for (const recorded of news) {
      const fact = factId(recorded);
      await this.#deliver({ control: `${seq}-${fact}`, seq, doc, fact });
    }
  }

  /** What somebody asked to be sent again: as it is now, under the control id it had. */
  async #sendAgain(): Promise<void> {
    for (const one of (await this.#asides.all()).filter(({ again }) => again)) {
      if (this.#isOver) return;
      await this.#deliver(one);
    }
  }

  /** Sends one message until it is taken, or set aside. @throws {MllpFault} when the receiver does not answer, or too much is set aside already */
  async #deliver(telling: Telling): Promise<void> {
    const { retryMs = RETRY_MS } = this.#options;
    let wait = retryMs.first;
    for (let tries = 1; ; tries++) {
      const ack = await this.#send(telling);
      if (!ack || TAKEN.has(ack.code)) return void (await this.#asides.remove(telling.control));
      if (REJECTED.has(ack.code) || tries >= MAX_TRIES) return await this.#setAside(telling, ack, tries);
      await this.#pause(wait);
      if (this.#isOver) throw new MllpFault('away');
      wait = Math.min(wait * 2, retryMs.most);
    }
  }

  async #setAside({ control, seq, doc, fact }: Telling, { code, say }: Ack, tries: number): Promise<void> {
    const { core, onFault, maxAside = MAX_SET_ASIDE } = this.#options;
    const known = (await this.#asides.all()).some((one) => one.control === control);
    if (!known && (await this.#asides.count()) >= maxAside) throw new MllpFault('refuses');
    await this.#asides.put({ control, seq, doc, fact, code, say, tries, at: core.now(), again: false });
    onFault(new MllpFault('refuses'));
  }

  /** Null where there is nothing to say any more. */
  async #send({ control, doc, fact }: Telling): Promise<Ack | null> {
    const { core, onAnswer } = this.#options;
    const ref = parseDocId(doc);
    if (ref?.kind !== 'day') return null;
    const facts = recordedIn(await core.journal.read(doc, new Map()));
    const recorded = facts.find((one) => factId(one) === fact);
    const told = recorded && toldBy(recorded, facts);
    if (!told) return null;
    const practice = await core.practice();
    const message = await asHl7(core, practice, { site: ref.site, date: ref.date, control, ...told });
    const ack = await this.#client.send(message, control);
    onAnswer(ack.code);
    return ack;
  }
}

const TRIGGERS: ReadonlyMap<string, ScheduleTrigger> = new Map([
  ['appointment/booked', 'S12'],
  ['appointment/moved', 'S13'],
  ['appointment/patient-settled', 'S14'],
  ['appointment/cancelled', 'S15'],
  ['appointment/no-show', 'S26']
]);

function isNews(fact: Fact): boolean {
  return TRIGGERS.has(fact.kind) || isVoid(fact);
}

/** What a fact is told as: the appointment as it is now. A booking that was taken back is told as deleted, an end that was, as booked again. */
function toldBy(
  recorded: Recorded,
  facts: readonly Recorded[]
): { readonly appointment: Appointment; readonly trigger: ScheduleTrigger } | null {
  const { fact } = recorded;
  const about = isVoid(fact) ? facts.find((one) => factId(one) === fact.of.fact)?.fact : fact;
  if (!about || !TRIGGERS.has(about.kind)) return null;
  const { appointment: id, replaces } = about.of as { appointment: string; replaces?: object }; // their schemas say so
  const own = factsAbout(id, facts);
  const now = appointmentOf(own);
  if (!now) {
    const was = appointmentOf(own.filter((one) => !isVoid(one.fact)));
    return was && { appointment: was, trigger: 'S17' };
  }
  const state = triggerOf(now);
  // Of a day it has left since: that day's own facts tell of it.
  if (state === null) return null;
  if (state !== 'S12') return { appointment: now, trigger: state };
  const usual = TRIGGERS.get(about.kind) ?? 'S12';
  const isOpenAgain = isVoid(fact) && (about.kind === 'appointment/cancelled' || about.kind === 'appointment/no-show');
  const trigger = replaces !== undefined || usual === 'S13' ? 'S13' : isOpenAgain || usual === 'S12' ? 'S12' : 'S14';
  return { appointment: now, trigger };
}
