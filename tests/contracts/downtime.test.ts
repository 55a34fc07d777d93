import { afterEach, expect, test } from 'vitest';
import { keepDowntimePacket } from '#boot/downtime.ts';
import { dayDoc, patientDoc, practiceDoc } from '#domain/documents.ts';
import { pick, seeded } from '#domain/random.ts';
import { browserSeams } from '#sync/seams.ts';
import { bookedFact } from '#tests/fixtures/booked.ts';
import { offlineDesk, type OfflineDesk } from '#tests/fixtures/offline-desk.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { closeStores } from '#tests/fixtures/test-store.ts';

const MINUTE = 60_000;
afterEach(closeStores);

/** A desk that keeps its packet, minute by minute as the test says so. */
async function desk(no: number, ...known: readonly OfflineDesk[]) {
  const offline = await offlineDesk(no);
  const { station, store } = offline;
  await offline.hear(...known);
  const life = new AbortController();
  let next: (() => void) | null = null;
  const after = (_ms: number, work: () => void) => ((next = work), () => (next = null));
  const kept = keepDowntimePacket(
    {
      database: store.database,
      rows: () => station.rows,
      site: SITE,
      zone: ZONE,
      now: station.now,
      seams: { ...browserSeams, after }
    },
    life.signal
  );
  return {
    offline,
    station,
    packet: () => station.rows.downtimePacket(),
    /** Lets a minute pass and waits until the desk waits for the next. */
    minute: async () => {
      const look = next;
      next = null;
      offline.wait(1);
      look?.();
      while (next === null) await new Promise((resolve) => setTimeout(resolve, 0));
    },
    stop: async () => {
      life.abort();
      await kept;
    }
  };
}

test('[DOWN-2] without a network from ten o’clock on, every desk’s packet is at most 15 minutes old and true when it was made', async () => {
  const random = seeded(7);
  const first = await offlineDesk(1);
  const { facts } = practiceFacts();
  await first.station.record('test', practiceDoc, facts);
  const of = {
    patient: 'pat-rook',
    source: 'desk',
    name: { family: 'Rookwell', given: ['Ann'] },
    birthDate: '1971-03-09',
    sex: 'female',
    phones: [{ number: '+15125550101', use: 'mobile' }],
    identifiers: []
  };
  await first.station.record('test', patientDoc('pat-rook'), [{ kind: 'patient/registered', of }]);
  const desks = [await desk(2, first), await desk(3, first), await desk(4, first)];
  const booked = desks.map(() => [] as { start: number; at: number }[]);

  // From here on nobody hears anything of anybody.
  let oldest = 0;
  for (let minute = 0; minute < 120; minute += 1) {
    for (const [i, each] of desks.entries()) {
      await each.minute();
      // The first is busy, the second now and then, the third quiet.
      if (random() < [0.9, 0.1, 0][i]!) {
        const start = 540 + (booked[i]!.length % 90) * 5;
        const fact = bookedFact(
          { appointment: `a-${i}-${booked[i]!.length}` },
          { start, minutes: 5, practitioner: pick(random, ['p-kim', 'p-patel']) }
        );
        await each.station.record('schedule/book', dayDoc(SITE, TODAY), [fact]);
        booked[i]!.push({ start, at: each.station.now() });
      }
      const packet = await each.packet();
      expect(packet).toBeDefined();
      oldest = Math.max(oldest, each.station.now() - packet!.trueAt);
      const lines = packet!.days[0]!.providers.flatMap((one) => one.lines);
      const known = booked[i]!.filter(({ at }) => at < packet!.trueAt);
      expect(lines.map(({ start }) => start).sort()).toEqual(known.map(({ start }) => start).sort());
      expect(lines.every(({ phone }) => phone === '+15125550101')).toBe(true);
    }
  }
  expect(oldest).toBeLessThanOrEqual(15 * MINUTE);
  expect(booked[0]!.length).toBeGreaterThan(90);
  for (const each of desks) await each.stop();
});
