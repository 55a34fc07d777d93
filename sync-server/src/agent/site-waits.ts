import type { Recorded } from '#domain/fact.ts';
import { dayDoc } from '#domain/documents.ts';
import type { SiteId, VisitId } from '#domain/ids.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { plusDays, type Instant, type LocalDate, type Minutes, type ZoneId } from '#domain/time.ts';
import { replay, type Replay } from '#domain/waits/back-test.ts';
import { pastTurnOf } from '#domain/waits/past-turn.ts';
import type { Band } from '#domain/waits/calibration.ts';
import type { Passage } from '#domain/waits/passage.ts';
import { passageOf } from '#domain/waits/visit-passage.ts';
import { visitFrom } from '#domain/visit/visit.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';
import { DayLog } from './day-log.ts';

/** What was further back says little of today. */
const DAYS_BACK = 56;
/** Fewer answers that an estimator could be set right by, and nothing is told [WAIT-8]. */
const ENOUGH = 20;

export interface PlaceAndDay {
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly date: LocalDate;
}

/** How the waits of the last weeks were foretold: of so many, the share that waited longer than was told. */
export interface Judged {
  readonly waits: number;
  readonly longer: number;
  /** Minutes past their turn that nine in ten were called within; absent for too few. */
  readonly pastTurn?: Minutes;
}

/** Somebody's wait from now on: what to tell who is told now, and below what it will not stay. */
export interface WaitNow {
  readonly band: Band;
  readonly atLeast: Minutes;
}

/** The queues of one site's day, one a practitioner, that have learned from the weeks before. */
export class SiteWaits {
  readonly judged: Judged | null;
  readonly #replay: Replay;
  readonly #heard = new Map<VisitId, Passage>();

  private constructor(past: Replay, pastTurn: Minutes | null) {
    this.#replay = past;
    const { waits, underestimated } = past.result().chosen;
    this.judged = waits < ENOUGH ? null : { waits, longer: underestimated, ...(pastTurn !== null && { pastTurn }) };
  }

  /**
   * Reads the days before, one at a time, with turns for others between.
   * @returns null when it was called off
   */
  static async learnt(
    journal: Journal,
    { site, zone, date }: PlaceAndDay,
    isCalledOff: () => boolean
  ): Promise<SiteWaits | null> {
    const past = replay(zone);
    const all: Passage[] = [];
    for (let back = DAYS_BACK; back > 0; back--) {
      if (isCalledOff()) return null;
      const day = plusDays(date, -back);
      const recorded = recordedIn(await journal.read(dayDoc(site, day), new Map()));
      if (recorded.length === 0) continue;
      const passages = passagesOf(recorded, day, zone);
      past.take(passages);
      all.push(...passages);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return new SiteWaits(past, pastTurnOf(all));
  }

  /** Today as it is so far. Read anew after a fault, only what is new of it counts. */
  begin(passages: readonly Passage[]): void {
    if (this.#heard.size > 0) return passages.forEach((passage) => this.hear(passage));
    this.#replay.take(passages);
    for (const passage of passages) this.#heard.set(passage.id, passage);
  }

  /** A visit as it is now; what is new of it is told to its queue. A step that was taken back puts them in line again, and so does a turn that a person changed. */
  hear(passage: Passage): void {
    const { id } = passage;
    const queue = this.#replay.queue(passage.queue);
    let before = this.#heard.get(id);
    if (
      before &&
      (before.queue !== passage.queue || isTakenBack(before, passage) || before.placed?.at !== passage.placed?.at)
    ) {
      this.#replay.queue(before.queue).leave(id);
      before = undefined;
    }
    this.#heard.set(id, passage);
    if (!before) queue.arrive(passage);
    const { startedAt, endedAt, leftAt } = passage;
    if (startedAt !== null && !before?.startedAt) queue.start(id, startedAt);
    if (endedAt !== null && !before?.endedAt) queue.end(id, endedAt);
    if (leftAt !== null && !before?.leftAt) queue.leave(id);
  }

  /** How long from now; null for who does not wait, and while too little is known of the queue. */
  wait(id: VisitId, now: Instant): WaitNow | null {
    const heard = this.#heard.get(id);
    const queue = heard && this.#replay.queue(heard.queue);
    const band = queue?.estimate(id, now);
    return queue && band && band.from >= ENOUGH ? { band, atLeast: queue.atLeast(id, now) } : null;
  }
}

function isTakenBack(before: Passage, now: Passage): boolean {
  return (before.startedAt !== null && now.startedAt === null) || (before.leftAt !== null && now.leftAt === null);
}

/** Every visit of a day that is over, as a wait. */
function passagesOf(recorded: readonly Recorded[], date: LocalDate, zone: ZoneId): readonly Passage[] {
  const log = new DayLog();
  return [...log.add(recorded)].flatMap((entity) => {
    if (!entity.startsWith('visit:')) return [];
    const facts = log.factsOf(entity);
    const id = visitFrom(facts)?.appointment ?? null;
    const appointment = id === null ? null : appointmentOf(log.factsOf(`appointment:${id}`));
    const passage = passageOf(facts, { appointment, date, zone });
    return passage ? [passage] : [];
  });
}
