import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { boardOf, WHOLE_SITE } from '#domain/board/board.ts';
import type { BoardFact } from '#domain/board/board-facts.ts';
import { boardDoc, dayDoc, type DocId } from '#domain/documents.ts';
import type { Fact, NewFact, Recorded } from '#domain/fact.ts';
import { localDateOf, minuteOfDayOf, minutesBetween, stampAt, type Instant, type LocalDate } from '#domain/time.ts';
import type { Passage } from '#domain/waits/passage.ts';
import { queueModel, type QueueModel } from '#domain/waits/queue-model.ts';
import { quoteOf, type Quote } from '#domain/waits/quote.ts';
import { SiteWaits } from '#server/agent/site-waits.ts';
import { recordedIn } from '#server/gate/writer.ts';
import { readFlowLog } from '#server/flow/flow-log.ts';
import { CLERK, plainClient, PRACTICE, startRig, type DocClient, type Rig } from '../../sync-server/tests/rig.ts';

/** The steps of the public log run day and night, and waits take days: two hours of it are a minute here, so that there are four nights in it. Shares and ratios stay what they are. */
const FASTER = 120;
const ZONE = 'UTC';
const FIRST_DAY = Date.UTC(2026, 0, 5);
/** A board of one minute ago is told again of waits that ran out (the agent's own clock is faster). */
const TICK_MS = 60_000;
/** Somebody signs in again before their session runs out. */
const SHIFT_MS = 4 * 3_600_000;

export interface FlowReport {
  readonly visits: number;
  /** Facts a desk wrote, and of them those that are not on the server's disk or were refused. */
  readonly facts: number;
  readonly lost: number;
  /** Looks at the board after each step, and those that showed another order, or another ticket, than the day's facts say. */
  readonly looks: number;
  readonly wrongLooks: number;
  /** Waits that the board told, and those that the fold tells otherwise. */
  readonly told: number;
  readonly wronglyTold: number;
  /** Of those told on arrival who were called the same day. */
  readonly waits: number;
  readonly underestimated: number;
  /** Minutes; of the middle of the band, and of the queue-length rule (M3) at the same moments. */
  readonly meanError: number;
  readonly queueLengthError: number;
  /** By how much it is smaller. */
  readonly better: number;
}

/** The public log (data/patient-flow), played faster. */
export async function publicLog(folder: string): Promise<readonly Passage[]> {
  const file = createReadStream(path.join(folder, 'eventdatar-patients.csv.gz')).pipe(createGunzip());
  const { passages } = await readFlowLog(file as AsyncIterable<Buffer>, ZONE);
  const first = Math.min(...passages.map(({ arrivedAt }) => arrivedAt));
  const at = (when: Instant | null) => (when === null ? null : FIRST_DAY + Math.round((when - first) / FASTER));
  const faster = passages.map((passage) => ({
    ...passage,
    arrivedAt: at(passage.arrivedAt) ?? 0,
    startedAt: at(passage.startedAt),
    endedAt: at(passage.endedAt),
    leftAt: at(passage.leftAt)
  }));
  return faster.filter(isWithinADay);
}

/** An office is empty at night: who is in the log's at midnight, which has no night, is left out. */
function isWithinADay({ arrivedAt, endedAt, leftAt }: Passage): boolean {
  const over = endedAt ?? leftAt;
  return over !== null && localDateOf(over, ZONE) === localDateOf(arrivedAt, ZONE);
}

type Step = 'end' | 'arrive' | 'start' | 'leave';
const ORDER: Readonly<Record<Step, number>> = { end: 0, arrive: 1, start: 2, leave: 3 };

interface Event {
  readonly step: Step;
  readonly at: Instant;
  readonly of: Passage;
  readonly number: number;
}

/** Writes a log through a desk into a real server, by the log's own clock, and holds the board to what the facts say. */
export async function replayFlow(
  dataDir: string,
  passages: readonly Passage[],
  progress?: (done: number) => void
): Promise<FlowReport> {
  const clock = { now: FIRST_DAY - 3_600_000 };
  const rig = await startRig({ dataDir, now: () => clock.now });
  try {
    await rig.clinic.setUp({ ...PRACTICE, zone: ZONE });
    const desk = await openDesk(rig);
    const run = newRun(rig);
    const events = eventsOf(passages);
    for (const [done, event] of events.entries()) {
      if (event.at - clock.now > TICK_MS) await passTime(rig, run, clock, event.at);
      clock.now = Math.max(clock.now, event.at);
      const date = localDateOf(clock.now, ZONE);
      if (date !== run.date) await newDay(rig, run, date);
      await desk.write(event, clock.now);
      run.hear(event, clock.now);
      await rig.agent.settled();
      await run.look(clock.now);
      progress?.(done);
    }
    return { ...run.report(), visits: passages.length, ...(await desk.lost()) };
  } finally {
    await rig.stop();
  }
}

/** The agent looks at its clock once a minute of the log, while nobody does anything. */
async function passTime(rig: Rig, run: Run, clock: { now: Instant }, until: Instant): Promise<void> {
  // A night is one step: what ran out in it is told again by the first look after it.
  if (until - clock.now > 60 * TICK_MS) clock.now = until - TICK_MS;
  while (until - clock.now > TICK_MS) {
    clock.now += TICK_MS;
    const date = localDateOf(clock.now, ZONE);
    if (date !== run.date) await newDay(rig, run, date);
    else await rig.agent.tick();
    await rig.agent.settled();
    await run.look(clock.now);
  }
}

async function newDay(rig: Rig, run: Run, date: LocalDate): Promise<void> {
  await rig.agent.tick();
  await rig.agent.settled();
  await run.begin(date);
}

async function openDesk(rig: Rig) {
  const device = await rig.enrol('desk');
  const days = new Map<DocId, { readonly client: DocClient; written: number }>();
  let [facts, refused, signedIn, stamp] = [0, 0, 0, 0];
  return {
    write: async (event: Event, now: Instant): Promise<void> => {
      if (now - signedIn > SHIFT_MS) {
        await rig.signIn(device, CLERK);
        signedIn = now;
      }
      // A visit's facts lie in the day it came, also those of the day after.
      const doc = dayDoc('main', localDateOf(event.of.arrivedAt, ZONE));
      const day = days.get(doc) ?? { client: await plainClient(rig, device, doc), written: 0 };
      days.set(doc, day);
      // One device's facts follow each other, also within a millisecond.
      const next = factsOf(event).map((fact): Fact => ({
        ...fact,
        at: (stamp = Math.max(stamp + 1, stampAt(now))),
        by: 'u-1'
      }));
      const answer = await day.client.append(day.written, next);
      day.written += next.length;
      facts += next.length;
      if (answer.type !== 'ack') refused += next.length;
    },
    lost: async () => {
      let there = 0;
      for (const [doc, { client }] of days) {
        const own = recordedIn(await rig.core.journal.read(doc, new Map())).filter(
          (one) => one.client === client.client
        );
        there += own.length;
        client.socket.ws.close();
      }
      return { facts, lost: facts - there + refused };
    }
  };
}

function factsOf({ step, of, number }: Event): readonly NewFact[] {
  const [visit, appointment] = [`v-a${number}`, `a${number}`];
  const label = { family: `Example ${number}`, given: 'Robin', birthDate: null };
  switch (step) {
    case 'arrive': {
      const at = { practitioner: of.queue, start: minuteOfDayOf(of.arrivedAt, ZONE), minutes: 1 };
      const patient = `p${number}`;
      return [
        { kind: 'appointment/booked', of: { appointment, patient, label, visitType: of.queue, at } },
        { kind: 'visit/arrived', of: { visit, appointment, patient, label, ticket: ticketOf(number) } }
      ];
    }
    case 'start':
      return [{ kind: 'visit/called', of: { visit, room: 'room-1' } }];
    case 'end':
      return [
        { kind: 'visit/done', of: { visit } },
        { kind: 'visit/checked-out', of: { visit } }
      ];
    case 'leave':
      return [{ kind: 'visit/left', of: { visit, reason: 'without-being-seen' } }];
  }
}

const ticketOf = (number: number): string => `A-${String(number).padStart(4, '0')}`;

function eventsOf(passages: readonly Passage[]): readonly Event[] {
  const events = passages.flatMap((passage, number): Event[] => {
    // An id of a practitioner.
    const of = { ...passage, queue: passage.queue.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') };
    const one = (step: Step, at: Instant | null) => (at === null ? [] : [{ step, at, of, number }]);
    return [
      ...one('arrive', of.arrivedAt),
      ...one('start', of.startedAt),
      ...one('end', of.endedAt),
      ...one('leave', of.leftAt)
    ];
  });
  return events.sort((a, b) => a.at - b.at || ORDER[a.step] - ORDER[b.step]);
}

type Run = ReturnType<typeof newRun>;

/** What the facts say by themselves, beside what the board says. */
function newRun(rig: Rig) {
  const board: Recorded[] = [];
  const said: Recorded[] = [];
  const shown = { waiting: new Set<string>(), called: new Set<string>() };
  const told = new Map<string, { readonly quote: Quote; readonly at: Instant }>();
  const first = new Map<number, { readonly likely: number; readonly high: number; readonly rule: number }>();
  const rules = new Map<string, QueueModel>();
  const heard = new Map<number, Passage>();
  const counts = { looks: 0, wrongLooks: 0, told: 0, wronglyTold: 0, waits: 0, under: 0, error: 0, rule: 0 };
  let waits: SiteWaits | null = null;
  let date: LocalDate | null = null;
  const docOf = (day: LocalDate): DocId => boardDoc('main', WHOLE_SITE, day);

  rig.core.journal.onCommit((rows) => {
    for (const row of rows) {
      if (date !== null && row.doc === docOf(date)) said.push(...recordedIn(row.update));
    }
  });

  function isToday(of: Passage): boolean {
    return localDateOf(of.arrivedAt, ZONE) === date;
  }

  return {
    get date() {
      return date;
    },
    /** A board of its own begins, and what is foretold rests on the days before. */
    begin: async (day: LocalDate): Promise<void> => {
      date = day;
      board.length = said.length = 0;
      for (const some of [shown.waiting, shown.called, told]) some.clear();
      board.push(...recordedIn(await rig.core.journal.read(docOf(day), new Map())));
      waits = await SiteWaits.learnt(rig.core.journal, { site: 'main', zone: ZONE, date: day }, () => false);
      waits?.begin([]);
    },
    hear: ({ step, at, of, number }: Event, now: Instant): void => {
      const rule = rules.get(of.queue) ?? queueModel(ZONE);
      rules.set(of.queue, rule);
      const bookedFor = Math.floor(of.arrivedAt / 60_000) * 60_000;
      const before = heard.get(number) ?? { ...of, bookedFor, startedAt: null, endedAt: null, leftAt: null };
      const is: Passage = {
        ...before,
        ...{ id: `v-a${number}`, type: of.queue },
        ...(step === 'arrive' && { arrivedAt: now }),
        ...(step === 'start' && { startedAt: now }),
        ...(step === 'end' && { endedAt: now }),
        ...(step === 'leave' && { leftAt: now })
      };
      heard.set(number, is);
      const ticket = ticketOf(number);
      if (step === 'arrive') {
        const raw = rule.arrive(is).find(({ by }) => by === 'M3')?.raw;
        const wait = isToday(of) ? (waits?.hear(is), waits?.wait(is.id, now)) : null;
        if (wait && raw !== undefined)
          first.set(number, { likely: wait.band.likely, high: quoteOf(wait.band, null).high, rule: raw });
        if (isToday(of)) shown.waiting.add(ticket);
        return;
      }
      if (isToday(of)) waits?.hear(is);
      if (step === 'start') {
        rule.start(is.id, at);
        count(number, is);
        if (shown.waiting.delete(ticket)) shown.called.add(ticket);
      } else {
        if (step === 'end') rule.end(is.id, at);
        else rule.leave(is.id);
        shown.waiting.delete(ticket);
        shown.called.delete(ticket);
      }
    },
    /** What the board shows now, against the day's facts; and each word of a wait that came since, against the fold's. */
    look: (now: Instant): Promise<void> => {
      board.push(...said);
      for (const { fact } of said.splice(0)) {
        const word = fact as BoardFact; // of a board's document
        if (word.kind !== 'wait/told') continue;
        counts.told++;
        const { ticket, low, high } = word.of;
        const wait = waits?.wait(`v-a${Number(ticket.slice(2))}`, now);
        const before = told.get(ticket);
        const ago = before && { told: before.quote, ago: minutesBetween(before.at, now) };
        const quote = wait ? quoteOf(wait.band, ago ?? null) : null;
        if (quote?.low !== low || quote.high !== high) counts.wronglyTold++;
        told.set(ticket, { quote: { low, high }, at: now });
      }
      const showing = boardOf(board);
      counts.looks++;
      const isSame =
        showing.waiting.join() === [...shown.waiting].join() &&
        showing.called
          .map(({ ticket }) => ticket)
          .toSorted()
          .join() === [...shown.called].toSorted().join();
      if (!isSame) counts.wrongLooks++;
      return Promise.resolve();
    },
    report: () => {
      const { looks, wrongLooks, told: words, wronglyTold, waits: all, under, error, rule } = counts;
      const share = (sum: number): number => Math.round((1_000 * sum) / Math.max(1, all)) / 1_000;
      return {
        ...{ looks, wrongLooks, told: words, wronglyTold, waits: all },
        underestimated: share(under),
        meanError: share(error),
        queueLengthError: share(rule),
        better: Math.floor(10_000 * (1 - error / Math.max(1, rule))) / 10_000
      };
    }
  };

  function count(number: number, { arrivedAt, startedAt }: Passage): void {
    const word = first.get(number);
    if (!word || startedAt === null) return;
    const waited = (startedAt - arrivedAt) / 60_000;
    counts.waits++;
    if (waited > word.high) counts.under++;
    counts.error += Math.abs(word.likely - waited);
    counts.rule += Math.abs(word.rule - waited);
  }
}
