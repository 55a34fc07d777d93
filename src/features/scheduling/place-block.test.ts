import { describe, expect, test } from 'vitest';
import { blocksBetween } from '#domain/scheduling/blocks.ts';
import type { Block } from '#domain/scheduling/plan-facts.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { blockWordsFor } from './block-words.ts';
import { changeBlock, placeBlock, removeBlock, takeBackBlock } from './place-block.ts';
import { visitsUnder } from './visits-under.ts';

const LUNCH: Block = {
  block: 'b-1',
  kind: 'lunch',
  title: 'Lunch',
  resources: [{ kind: 'practitioner', id: 'p-kim' }],
  date: '2026-11-20',
  start: 720,
  minutes: 60,
  rule: 'FREQ=WEEKLY;BYDAY=FR'
};
const stationWith = (role: 'clerk' | 'manager' = 'clerk') =>
  memoryStation({
    facts: [practiceFacts(), dayOf([bookedFact({}, { start: 730 })], '2026-12-04')],
    user: { user: 'u-x', name: 'X', initials: 'X', role }
  });
async function shown(station: ReturnType<typeof memoryStation>): Promise<string[]> {
  const { plan } = await station.rows.practice();
  return [...blocksBetween(plan, '2026-11-16', '2026-12-13')]
    .sort()
    .flatMap(([date, day]) => day.map(({ span }) => `${date.slice(5)} ${span.from}`));
}
async function placed(block: Block = LUNCH) {
  const station = stationWith();
  const done = await placeBlock(station, block);
  expect(done.ok).toBe(true);
  return station;
}

test('[BLK-1] a block stands on its days, and can be taken back', async () => {
  const station = stationWith();
  const done = await placeBlock(station, LUNCH);
  expect(await shown(station)).toEqual(['11-20 720', '11-27 720', '12-04 720', '12-11 720']);
  if (done.ok) await takeBackBlock(station, done.value);
  expect(await shown(station)).toEqual([]);
});

describe('[BLK-2] changed', () => {
  const at = { ...LUNCH, date: '2026-11-27', start: 750 };
  test.each([
    ['this', ['11-20 720', '11-27 750', '12-04 720', '12-11 720']],
    ['following', ['11-20 720', '11-27 750', '12-04 750', '12-11 750']],
    ['all', ['11-20 750', '11-27 750', '12-04 750', '12-11 750']]
  ] as const)('%s', async (scope, expected) => {
    const station = await placed();
    expect(await changeBlock(station, at, '2026-11-27', scope)).toMatchObject({ ok: true });
    expect(await shown(station)).toEqual(expected);
  });
  test.each([
    ['this', ['11-20 720', '12-04 720', '12-11 720']],
    ['following', ['11-20 720']],
    ['all', []]
  ] as const)('taken off: %s', async (scope, expected) => {
    const station = await placed();
    expect(await removeBlock(station, 'b-1', '2026-11-27', scope)).toMatchObject({ ok: true });
    expect(await shown(station)).toEqual(expected);
  });
  test('what another desk took off, or changed, is refused in words', async () => {
    const station = await placed();
    const other = await changeBlock(station, at, '2026-11-26', 'following');
    expect(other.ok ? '' : blockWordsFor(other.error)).toBe('Another desk has changed when this recurs. Look again.');
    await removeBlock(station, 'b-1', '2026-11-20', 'all');
    expect(await changeBlock(station, at, '2026-11-27', 'all')).toEqual({
      ok: false,
      error: { code: 'block/unknown' }
    });
  });
});

test('[BLK-3] a closure is placed by a manager, not by a clerk', async () => {
  const closure: Block = { ...LUNCH, kind: 'closure', resources: [{ kind: 'site', id: SITE }] };
  const clerk = stationWith();
  expect(await placeBlock(clerk, closure)).toEqual({ ok: false, error: { code: 'block/not-yours' } });
  expect(clerk.recorded).toEqual([]);
  expect(await placeBlock(stationWith('manager'), closure)).toMatchObject({ ok: true });
});

test('[BLK-4] visits that are booked in its time are told before it is placed', async () => {
  const { rows } = stationWith();
  const under = await visitsUnder(rows, SITE, LUNCH, TODAY);
  expect(under.map(({ date, appointment }) => `${date} ${appointment.appointment}`)).toEqual(['2026-12-04 a-1']);
  expect(await visitsUnder(rows, SITE, { ...LUNCH, kind: 'courier' }, TODAY)).toEqual([]);
});
