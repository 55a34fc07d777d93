import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { MEMORY_NOW, memoryStation } from '#station/memory-station.ts';
import { FERN, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { clinicFacts } from '#tests/fixtures/day.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { columnsOf, shownHours, type Column, type DayRows } from './day-columns.ts';
import { heldWords } from './held-words.ts';

const asked = { site: SITE, date: TODAY, closed: false };

async function rowsOf(station: ReturnType<typeof memoryStation>): Promise<DayRows> {
  const { rows } = station;
  // As from a disk: every answer is decoded anew.
  return {
    practice: await rows.practice(),
    appointments: structuredClone(await rows.appointments(SITE, TODAY)),
    visits: structuredClone(await rows.visits(SITE, TODAY)),
    clashes: new Map()
  };
}
const full = () => memoryStation({ facts: clinicFacts({ now: MEMORY_NOW }) });
const column = (columns: readonly Column[], id: string): Column => columns.find(({ key }) => key === id)!;

test('[SCH-1] a column for each provider who works here, cards in order of time', async () => {
  const columns = columnsOf(await rowsOf(full()), asked);
  expect(columns.map(({ title }) => title)).toEqual([
    'Dr Kimball',
    'Dr Patelson',
    'Dr Mossgrove',
    'Dr Vey',
    'NP Oduyale',
    'PA Strømgaard'
  ]);
  for (const { cards } of columns) {
    const starts = cards.map(({ appointment }) => appointment.at.start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(cards.every(({ appointment }) => appointment.status === 'booked')).toBe(true);
  }
});

test('[SCH-1] a retired provider has a column only on days with somebody booked', async () => {
  const { doc, facts } = practiceFacts();
  const retired = { kind: 'practitioner/retired', of: { practitioner: 'p-vey' }, at: MEMORY_NOW };
  const without = memoryStation({ facts: [{ doc, facts: [...facts, retired] }] });
  expect(column(columnsOf(await rowsOf(without), asked), 'p-vey')).toBeUndefined();

  const booked = dayOf([bookedFact({}, { practitioner: 'p-vey' })]);
  const withOne = memoryStation({ facts: [{ doc, facts: [...facts, retired] }, booked] });
  expect(column(columnsOf(await rowsOf(withOne), asked), 'p-vey').cards).toHaveLength(1);
});

test('[SCH-2] what did not change is the same object, so that only what changed is drawn again', async () => {
  const station = full();
  const before = columnsOf(await rowsOf(station), asked);
  expect(columnsOf(await rowsOf(station), asked, before)).toBe(before);

  await station.record('schedule/book', dayDoc(SITE, TODAY), [
    bookedFact({ appointment: 'a-late', patient: 'pat-fern', label: FERN }, { start: 1080 })
  ]);
  const after = columnsOf(await rowsOf(station), asked, before);
  expect(after.map((one, i) => one === before[i])).toEqual([false, true, true, true, true, true]);
  const old = new Set(column(before, 'p-kim').cards);
  expect(column(after, 'p-kim').cards.filter((card) => !old.has(card))).toHaveLength(1);
});

test('[SCH-4] a card shows how far its visit has come', async () => {
  const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact({ provisional: true })])] });
  const word = async () => column(columnsOf(await rowsOf(station), asked), 'p-kim').cards[0]?.status.word;
  expect(await word()).toBe('Provisional');
  await station.record('x', dayDoc(SITE, TODAY), [
    {
      kind: 'visit/arrived',
      of: { visit: 'v-a-1', appointment: 'a-1', patient: 'pat-rook', label: FERN, ticket: 'A-001' }
    }
  ]);
  expect(await word()).toBe('Arrived');
  await station.record('x', dayDoc(SITE, TODAY), [{ kind: 'visit/roomed', of: { visit: 'v-a-1', room: 'room-1' } }]);
  expect(await word()).toBe('In room');
});

test('[SCH-5] closed appointments are shown only when asked for', async () => {
  const cancelled = { kind: 'appointment/cancelled', of: { appointment: 'a-1', by: 'patient', reason: 'cost' } };
  const rows = await rowsOf(memoryStation({ facts: [practiceFacts(), dayOf([bookedFact(), cancelled])] }));
  expect(column(columnsOf(rows, asked), 'p-kim').cards).toEqual([]);
  expect(column(columnsOf(rows, { ...asked, closed: true }), 'p-kim').cards[0]?.status.word).toBe('Cancelled');
});

test('[SCH-1] the hours shown hold all opening times and all appointments', async () => {
  const empty = columnsOf(await rowsOf(memoryStation({ facts: [practiceFacts()] })), asked);
  expect(shownHours(empty)).toEqual({ from: 480, to: 1020 });
  expect(shownHours([])).toEqual({ from: 480, to: 1020 });
  const late = dayOf([bookedFact({}, { start: 1425, minutes: 15 })]);
  const columns = columnsOf(await rowsOf(memoryStation({ facts: [practiceFacts(), late] })), asked);
  expect(shownHours(columns)).toEqual({ from: 480, to: 1440 });
});

test('[SCH-19] time that is being offered stands with its provider, and draws nobody else’s column again', async () => {
  const rows = await rowsOf(full());
  const before = columnsOf(rows, asked);
  const held = [{ practitioner: 'p-kim', span: { from: 660, to: 680 }, labels: [FERN], until: MEMORY_NOW }];
  const after = columnsOf({ ...rows, held }, asked, before);
  expect(column(after, 'p-kim').held).toEqual(held);
  expect(after.filter((one, i) => one !== before[i]).map(({ key }) => key)).toEqual(['p-kim']);
  expect(columnsOf({ ...rows, held: structuredClone(held) }, asked, after)).toBe(after);
  expect(heldWords(held[0]!, 'America/New_York')).toMatch(
    /^offered until \d{1,2}:\d\d [ap]m: Fernaby, Joss 12\/30\/1988$/i
  );
});
