import { expect, test } from 'vitest';
import { bookAppointment } from '#features/scheduling/book-appointment.ts';
import { dayDoc } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import { deviceOf } from '#domain/ids.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { between, pick, seeded, type Random } from '#domain/random.ts';
import { alternativesFor } from '#domain/scheduling/alternatives.ts';
import { isLive } from '#domain/scheduling/appointment.ts';
import { conflictsOf } from '#domain/scheduling/conflicts.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { overlap, spanOf } from '#domain/scheduling/grid.ts';
import { promisesOf, resolve, type Lease } from '#domain/scheduling/lease.ts';
import { grantsFor } from '#server/leases/grant-leases.ts';
import { MEMORY_NOW, memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import { SITE, ZONE, practiceFacts } from '#tests/fixtures/practice.ts';

/** 10,000 once, by hand: `PARTITIONS=10000 npx vitest run tests/contracts/offline-promises.test.ts`. */
const PARTITIONS = Number(process.env['PARTITIONS'] ?? 150);
const DATE = '2026-11-23';
const DAY = dayDoc(SITE, DATE);
const AGENT = 1;
const DESKS = [11, 12, 13] as const;
const { doc, facts } = practiceFacts();
const practice = practiceOf(
  facts.map((fact, clock) => ({ client: 1, clock, fact: { at: 0, by: 'u', ...fact } }) as unknown as Recorded)
);
const GRANTS = grantsFor({ practice, site: SITE, zone: ZONE, date: DATE, appointments: [], facts: [], desks: DESKS });

interface Desk {
  readonly station: MemoryStation;
  readonly no: number;
  online: boolean;
  /** What it wrote and has not sent. */
  unsent: { readonly fact: DatedFact; readonly at: number }[];
}

/** Anywhere in two providers' morning; as often where the desk has a lease. */
function placeFor(random: Random, desk: number) {
  const minutes = pick(random, [10, 20, 30]);
  const mine = GRANTS.map(({ of }) => of as Lease).filter(({ device, practitioner, span }) => {
    const isLong = span.to - span.from >= minutes;
    return device === desk && ['p-kim', 'p-patel'].includes(practitioner) && span.from < 720 && isLong;
  });
  if (random() < 0.5) {
    const { practitioner, span } = pick(random, mine);
    return { practitioner, start: span.from, minutes };
  }
  return { practitioner: pick(random, ['p-kim', 'p-patel']), start: between(random, 108, 143) * 5, minutes };
}

/** Desks that book at random while the network comes and goes, with the commands, folds and grants that the clinic runs on. */
async function partition(seed: number) {
  const random = seeded(seed);
  let now = MEMORY_NOW;
  const desks: Desk[] = DESKS.map((no) => {
    const station = memoryStation({ facts: [{ doc, facts }], device: { no }, now, seed: seed * 31 + no });
    station.receive(
      DAY,
      GRANTS.map((fact) => ({ ...fact, at: now })),
      AGENT
    );
    return { station, no, online: true, unsent: [] };
  });
  const counts = { leased: 0, provisional: 0, told: 0 };
  const send = (from: Desk): void => {
    for (const to of desks) {
      if (to === from || !to.online) continue;
      for (const { fact, at } of from.unsent) to.station.receive(DAY, [{ ...fact, at }], from.no);
    }
  };
  const missed = new Map<Desk, { from: Desk; fact: DatedFact; at: number }[]>(desks.map((desk) => [desk, []]));
  const flush = (from: Desk): void => {
    send(from);
    for (const to of desks)
      if (to !== from && !to.online) missed.get(to)!.push(...from.unsent.map((one) => ({ from, ...one })));
    from.unsent = [];
  };
  const reconnect = (desk: Desk): void => {
    desk.online = true;
    desk.station.setOnline(true);
    for (const { from, fact, at } of missed.get(desk)!) desk.station.receive(DAY, [{ ...fact, at }], from.no);
    missed.set(desk, []);
    flush(desk);
  };

  for (let step = 0; step < 24; step++) {
    now += 60_000;
    for (const { station } of desks) station.setNow(now);
    const desk = pick(random, desks);
    if (random() < 0.25) {
      if (desk.online) {
        desk.online = false;
        desk.station.setOnline(false);
      } else reconnect(desk);
      continue;
    }
    const before = desk.station.recorded.length;
    await bookAppointment(desk.station, {
      appointment: desk.station.newId(),
      date: DATE,
      patient: `pat-${between(random, 1, 400)}`,
      label: { family: 'Rook', given: 'Ann', birthDate: null },
      visitType: 'established',
      at: placeFor(random, desk.no),
      note: '',
      over: random() < 0.2,
      reason: random() < 0.5 ? 'asked for' : '',
      ...(random() < 0.2 ? { details: { urgency: 1 as const } } : {})
    });
    for (const { facts: written } of desk.station.recorded.slice(before)) {
      for (const fact of written) {
        desk.unsent.push({ fact, at: now });
        const of = fact.of as { lease?: string; provisional?: true };
        if (of.lease !== undefined) counts.leased++;
        else if (of.provisional) counts.provisional++;
        else counts.told++;
      }
    }
    if (desk.online) flush(desk);
  }
  for (const desk of desks) if (!desk.online) reconnect(desk);
  return { desks, counts, now };
}

test('[LEASE-7] partitions: no leased booking is lost, and nothing is booked twice in silence', async () => {
  const seen = { leased: 0, provisional: 0, told: 0, doubles: 0, yields: 0 };
  for (let seed = 1; seed <= PARTITIONS; seed++) {
    const { desks, counts } = await partition(seed);
    seen.leased += counts.leased;
    seen.provisional += counts.provisional;
    seen.told += counts.told;
    const verdictsByDesk: unknown[] = [];
    for (const { station } of desks) {
      const appointments = await station.rows.appointments(SITE, DATE);
      const leases = await station.rows.leases(SITE, DATE);
      expect(leases.length).toBe(GRANTS.length);
      const live = appointments.filter(isLive);
      expect(live.length, `seed ${seed}: all bookings arrived`).toBe(counts.leased + counts.provisional + counts.told);
      const promises = promisesOf(appointments, leases);
      const verdicts = resolve(promises);
      verdictsByDesk.push(verdicts);
      const yields = new Set(verdicts.map((verdict) => verdict.yields));

      const leased = live.filter(({ lease }) => lease !== undefined);
      for (const one of leased) {
        expect(promises.find(({ appointment }) => appointment === one.appointment)?.standing).toBe('leased');
        expect(yields.has(one.appointment), `seed ${seed}: a leased booking stands`).toBe(false);
      }
      const cards = conflictsOf({ practice, site: SITE, date: DATE, appointments });
      const carded = new Set(cards.map(({ id }) => id));
      for (const one of live) {
        for (const other of live) {
          if (one.appointment >= other.appointment || one.at.practitioner !== other.at.practitioner) continue;
          if (!overlap(spanOf(one.at), spanOf(other.at))) continue;
          seen.doubles++;
          expect(carded.has(`${one.appointment}+${other.appointment}`), `seed ${seed}: a card for each overlap`).toBe(
            true
          );
          const bothLeased = [one, other].every(({ lease }) => lease !== undefined);
          const writers = [one, other].map(({ promise }) => deviceOf(promise?.writer ?? 0));
          // A desk may book over its own, having seen it. Two desks never hold one time.
          if (bothLeased) expect(writers[0]).toBe(writers[1]);
          if (one.provisional || other.provisional)
            expect(yields.has(one.appointment) || yields.has(other.appointment), `seed ${seed}: one gives way`).toBe(
              true
            );
        }
      }
      const days = [freeDay(practice, SITE, DATE, appointments)];
      for (const loser of live.filter(({ appointment }) => yields.has(appointment))) {
        seen.yields++;
        const offers = alternativesFor(days, loser, 3, 0);
        expect(offers).toHaveLength(3);
        for (const { practitioner, start, minutes } of offers)
          expect(
            live.some(
              ({ at }) => at.practitioner === practitioner && overlap(spanOf(at), { from: start, to: start + minutes })
            )
          ).toBe(false);
      }
    }
    expect(verdictsByDesk[1], `seed ${seed}: the same everywhere`).toEqual(verdictsByDesk[0]);
    expect(verdictsByDesk[2], `seed ${seed}: the same everywhere`).toEqual(verdictsByDesk[0]);
  }
  // The partitions do bring all of it about.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(PARTITIONS / 3);
  console.info(`${PARTITIONS} partitions: ${JSON.stringify(seen)}`);
}, 1_200_000);
