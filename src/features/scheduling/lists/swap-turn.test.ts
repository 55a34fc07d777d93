import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { onCallAt } from '#domain/scheduling/on-call.ts';
import { instantAt } from '#domain/time.ts';
import { memoryStation, MEMORY_NOW } from '#station/memory-station.ts';
import { practiceFacts, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { turnLines } from './on-call-lines.ts';
import { handOff } from './swap-turn.ts';
import { takeBackListed } from './take-back-listed.ts';

const NIGHTS = {
  ...{ block: 'b-nights', kind: 'on-call', title: 'Nights', rule: 'FREQ=WEEKLY', phone: '555-0140' },
  ...{ resources: [{ kind: 'practitioner', id: 'p-kim' }], date: TODAY, start: 1020, minutes: 900 }
};
const LUNCH = { ...NIGHTS, block: 'b-lunch', kind: 'lunch', title: 'Lunch' };

function desk() {
  const { facts } = practiceFacts();
  const placed = [NIGHTS, LUNCH].map((of) => ({ kind: 'block/placed', of, at: MEMORY_NOW }));
  return memoryStation({ facts: [{ doc: practiceDoc, facts: [...facts, ...placed] }] });
}
const turn = async (station: ReturnType<typeof desk>) => {
  const practice = await station.rows.practice();
  const shifts = onCallAt(practice.plan, instantAt(TODAY, 1200, ZONE), ZONE);
  return { note: shifts[0]?.note, line: turnLines(shifts, practice, MEMORY_NOW, ZONE)[0]?.more };
};
const asked = { block: 'b-nights', date: TODAY };

test('[CALL-6] what is handed over stands with its turn and no other, and can be taken back', async () => {
  const station = desk();
  const done = await handOff(station, { ...asked, note: ' Ward phone\n is out ' });
  expect(done).toMatchObject({ ok: true });
  expect(await turn(station)).toEqual({
    note: 'Ward phone is out',
    line: '5:00 pm to Sat, Nov 21, 8:00 am · 555-0140 · Ward phone is out'
  });
  expect((await station.rows.practice()).plan.handoffs.size).toBe(1);
  expect(done.ok && (await takeBackListed(station, done.value)).ok).toBe(true);
  expect((await turn(station)).note).toBe('');
});

test('[CALL-6] nothing typed takes the note back', async () => {
  const station = desk();
  await handOff(station, { ...asked, note: 'Ward phone is out' });
  await handOff(station, { ...asked, note: ' ' });
  expect(await turn(station)).toEqual({ note: '', line: '5:00 pm to Sat, Nov 21, 8:00 am · 555-0140' });
});

test.each([
  ['a day the duty has no turn', { date: '2026-11-21' }, 'swap/no-turn'],
  ['a block there is none of', { block: 'b-none' }, 'swap/no-turn'],
  ['what is no duty', { block: 'b-lunch' }, 'swap/no-turn'],
  ['a card number', { note: '4111 1111 1111 1111' }, 'note/card-number'],
  ['a page', { note: 'x'.repeat(501) }, 'note/too-long']
])('[CALL-6] refused: %s', async (_, part, code) => {
  const station = desk();
  expect(await handOff(station, { ...asked, note: 'Ward phone is out', ...part })).toMatchObject({ error: { code } });
  expect(station.recorded).toEqual([]);
});
