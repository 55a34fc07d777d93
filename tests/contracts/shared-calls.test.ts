import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import { between, pick, seeded } from '#domain/random.ts';
import { BATCH_MINUTES, BATCH_SIZE } from '#domain/scheduling/calls.ts';
import { plusDays } from '#domain/time.ts';
import { askCalls } from '#features/scheduling/lists/ask-calls.ts';
import { byHolder, toConfirm } from '#features/scheduling/lists/confirm-lines.ts';
import { logAttempt } from '#features/scheduling/lists/log-attempt.ts';
import { CallDealer } from '#server/leases/deal-calls.ts';
import { MEMORY_NOW, memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';

/** More by hand: `PARTITIONS=2000 npx vitest run tests/contracts/shared-calls.test.ts`. */
const PARTITIONS = Number(process.env['PARTITIONS'] ?? 40);
const DAY = dayDoc(SITE, TODAY);
const TOMORROW = plusDays(TODAY, 1);
const AGENT = 1;
const PATIENTS = 34;

interface Desk {
  readonly station: MemoryStation;
  readonly no: number;
  unsent: { readonly doc: string; readonly fact: DatedFact; readonly at: number }[];
  sent: number;
}

/** Two desks that work one list of calls, and the server that deals, with the commands and folds the clinic runs on. */
function clinic(seed: number) {
  let now = MEMORY_NOW;
  const visits = Array.from({ length: PATIENTS }, (_, i) =>
    bookedFact({ appointment: `a-${i}`, patient: `pat-${i}` }, { start: 480 + (i % 24) * 20 })
  );
  const facts = [practiceFacts(), dayOf(visits, TOMORROW)];
  const desks: Desk[] = [11, 12].map((no) => {
    return { station: memoryStation({ facts, device: { no }, now, seed: seed * 7 + no }), no, unsent: [], sent: 0 };
  });
  const server = memoryStation({ facts: [practiceFacts()], now, seed });
  const dealer = new CallDealer();
  const heard: Recorded[] = [];

  function written({ station, unsent, sent }: Desk): Desk['unsent'] {
    const all = station.recorded.flatMap(({ doc, facts: some }) => some.map((fact) => ({ doc, fact, at: 0 })));
    return [...unsent, ...all.slice(sent).map((one) => ({ ...one, at: now }))];
  }
  return {
    desks,
    minutes: (count: number) => {
      now += count * 60_000;
      for (const { station } of desks) station.setNow(now);
    },
    /** Dates what was written since, as the desk's clock had it. */
    keep: (desk: Desk) => {
      desk.unsent = written(desk);
      desk.sent = desk.station.recorded.reduce((sum, { facts: some }) => sum + some.length, 0);
    },
    /** What these desks wrote reaches the server, which deals, and all of these. */
    sync: (online: readonly Desk[]) => {
      for (const desk of online) {
        for (const { doc, fact, at } of desk.unsent) {
          for (const to of desks)
            if (to !== desk && online.includes(to)) to.station.receive(doc, [{ ...fact, at }], desk.no);
          if (doc === DAY) heard.push(...server.receive(doc, [{ ...fact, at }], desk.no));
        }
        // Held for who is away; both are away or neither in these tests.
        if (online.length === desks.length) desk.unsent = [];
      }
      const deals = dealer.next(heard, now);
      for (const fact of deals) {
        heard.push(...server.receive(DAY, [{ ...fact, at: now }], AGENT));
        for (const { station } of desks) station.receive(DAY, [{ ...fact, at: now }], AGENT);
      }
    },
    now: () => now
  };
}

async function listOf({ station, no }: Desk, now: number) {
  const booked = (await station.rows.appointments(SITE, TOMORROW)).map((appointment) => ({
    date: TOMORROW,
    appointment
  }));
  const batches = await station.rows.callBatches(SITE, TODAY);
  const open = toConfirm(booked, new Map()).open.filter(({ appointment }) => !appointment.attempts);
  return byHolder(open, batches, no, now);
}
const refOf = ({ date, appointment }: Awaited<ReturnType<typeof listOf>>['mine'][number]) => ({
  date,
  appointment: appointment.appointment
});
const call = { about: 'confirm', channel: 'phone', note: '' } as const;

async function twiceCalled(desk: Desk) {
  const all = await desk.station.rows.appointments(SITE, TOMORROW);
  return all
    .filter(({ attempts = [] }) => attempts.length > 1)
    .map(({ appointment, attempts = [] }) => ({ appointment, flagged: attempts.some(({ unknowing }) => unknowing) }));
}

test('[DEAL-2] [DEAL-3] two desks that work one list apart for 30 minutes call nobody twice', async () => {
  let made = 0;
  for (let seed = 1; seed <= PARTITIONS; seed++) {
    const random = seeded(seed);
    const { desks, minutes, keep, sync, now } = clinic(seed);
    for (const desk of random() < 0.5 ? desks : desks.toReversed()) {
      const { free } = await listOf(desk, now());
      expect(await askCalls(desk.station, free.map(refOf))).toMatchObject({ ok: true });
      keep(desk);
    }
    sync(desks);
    for (const { station } of desks) station.setOnline(false);
    for (let minute = 0; minute < 30; minute++) {
      minutes(1);
      for (const desk of desks) {
        const { mine } = await listOf(desk, now());
        if (mine.length === 0 || random() < 0.4) continue;
        const outcome = pick(random, ['confirmed', 'no-answer', 'left-message', 'asks-to-cancel'] as const);
        const whom = mine[between(random, 0, mine.length - 1)]!;
        expect(await logAttempt(desk.station, { ...refOf(whom), ...call, outcome })).toMatchObject({ ok: true });
        keep(desk);
        made++;
      }
    }
    sync(desks);
    for (const desk of desks) expect(await twiceCalled(desk), `seed ${seed}`).toEqual([]);
  }
  expect(made).toBeGreaterThan(PARTITIONS * BATCH_SIZE);
});

test('[DEAL-3] who was called twice because a batch had run out is flagged at both desks', async () => {
  const { desks, minutes, keep, sync, now } = clinic(1);
  const [away, here] = desks as [Desk, Desk];
  await askCalls(away.station, (await listOf(away, now())).free.map(refOf));
  keep(away);
  sync(desks);
  const dealt = (await listOf(away, now())).mine;
  expect(dealt).toHaveLength(BATCH_SIZE);
  away.station.setOnline(false);
  minutes(1);
  // Called on the desk's own batch, in its time; the other desk cannot know.
  for (const whom of dealt.slice(0, 3))
    await logAttempt(away.station, { ...refOf(whom), ...call, outcome: 'no-answer' });
  keep(away);

  minutes(BATCH_MINUTES - 2);
  expect((await listOf(here, now())).others.map(refOf)).toEqual(dealt.map(refOf));
  minutes(1);
  // By the server's clock it is nobody's now.
  expect((await listOf(here, now())).others).toEqual([]);
  expect((await listOf(away, now())).mine).toEqual([]);
  await askCalls(here.station, (await listOf(here, now())).free.map(refOf));
  keep(here);
  sync([here]);
  const again = (await listOf(here, now())).mine;
  expect(again.map(refOf)).toEqual(dealt.map(refOf));
  for (const whom of again.slice(0, 2))
    await logAttempt(here.station, { ...refOf(whom), ...call, outcome: 'confirmed' });
  keep(here);

  // Knowing of the first try, a second is none of these.
  sync(desks);
  const third = dealt[2]!;
  await logAttempt(here.station, { ...refOf(third), ...call, outcome: 'left-message' });
  keep(here);
  sync(desks);

  for (const desk of desks)
    expect(await twiceCalled(desk)).toEqual([
      { appointment: dealt[0]!.appointment.appointment, flagged: true },
      { appointment: dealt[1]!.appointment.appointment, flagged: true },
      { appointment: third.appointment.appointment, flagged: false }
    ]);
});
