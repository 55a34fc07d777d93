import axe from 'axe-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc } from '#domain/documents.ts';
import { USUAL_VIEW, type ScheduleView } from '#features/scheduling/schedule-view.ts';
import { MEMORY_NOW, memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { clinicFacts } from '#tests/fixtures/day.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import ScheduleStage from './ScheduleStage.svelte';

const VIEW: ScheduleView = { ...USUAL_VIEW, date: TODAY, closed: false };
const MONDAY = '2026-11-23';

const card = (appointment: string): HTMLElement =>
  document.querySelector<HTMLElement>(`[data-appointment="${appointment}"]`)!;
const column = (index: number): DOMRect =>
  document.querySelector<HTMLElement>(`[data-column="${index}"]`)!.getBoundingClientRect();
const lastFact = (station: MemoryStation) => station.recorded.at(-1)?.facts.at(-1);

function pointer(target: Element, type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const init = { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, button: 0, ...more };
  target.dispatchEvent(new PointerEvent(type, { pointerType: 'mouse', ...init }));
}
/** From a point of a card in steps to another. */
function pull(from: Element, start: [number, number], to: [number, number], more: PointerEventInit = {}): void {
  pointer(from, 'pointerdown', ...start);
  for (const part of [0.3, 0.7, 1])
    pointer(from, 'pointermove', start[0] + (to[0] - start[0]) * part, start[1] + (to[1] - start[1]) * part, more);
  pointer(from, 'pointerup', ...to, more);
}
const stationWith = (...facts: Parameters<typeof dayOf>[0]) =>
  memoryStation({ facts: [practiceFacts(), dayOf([bookedFact(), ...facts])] });
async function shown(station: MemoryStation, view: Partial<ScheduleView> = {}) {
  const screen = await render(ScheduleStage, { station, view: { ...VIEW, ...view } });
  await expect.poll(() => card('a-1')).toBeTruthy();
  return screen;
}
const atCard = async (): Promise<void> => {
  card('a-1').click();
  pointer(
    card('a-1'),
    'pointerdown',
    card('a-1').getBoundingClientRect().left + 9,
    card('a-1').getBoundingClientRect().top + 3
  );
  pointer(
    card('a-1'),
    'pointerup',
    card('a-1').getBoundingClientRect().left + 9,
    card('a-1').getBoundingClientRect().top + 3
  );
  await expect.poll(() => card('a-1').className).toContain('inHand');
};

beforeEach(async () => {
  await page.viewport(1366, 768);
  vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => undefined);
});

test('[SCH-14] longer by its foot and by key, and a copy by key', async () => {
  const station = stationWith();
  const screen = await shown(station);
  const { left, bottom } = card('a-1').getBoundingClientRect();
  pull(card('a-1'), [left + 20, bottom - 2], [left + 20, bottom + 30]);
  await expect.element(screen.getByText('Rookwell, Ann: 45 minutes now.')).toBeVisible();
  await atCard();
  await userEvent.keyboard('+');
  await expect.element(screen.getByText('Rookwell, Ann: 60 minutes now.')).toBeVisible();
  await userEvent.keyboard('-');
  await expect.poll(() => (lastFact(station)?.of as { to: object }).to).toMatchObject({ start: 540, minutes: 45 });

  await userEvent.keyboard('M{ArrowRight}{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
  await expect.element(screen.getByText(/Rookwell, Ann is booked once more/)).toBeVisible();
  const rows = await station.rows.appointments(SITE, TODAY);
  expect(rows.map(({ status, at }) => [status, at.practitioner])).toEqual([
    ['booked', 'p-kim'],
    ['booked', 'p-patel']
  ]);
});

test('[SCH-15] parked, it waits over a change of day and a reload, and is placed by its number', async () => {
  const station = stationWith();
  const screen = await shown(station);
  await atCard();
  await userEvent.keyboard('P');
  const board = screen.getByRole('region', { name: 'Pinboard' });
  await expect.element(board.getByText('Rookwell, Ann')).toBeVisible();
  await screen.unmount();

  const again = await render(ScheduleStage, { station, view: { ...VIEW, date: MONDAY } });
  await expect.element(again.getByRole('button', { name: /^Mon/ })).toBeVisible();
  await expect.element(again.getByRole('region', { name: 'Pinboard' }).getByText('Rookwell, Ann')).toBeVisible();
  await userEvent.keyboard('1');
  await expect.element(again.getByText(/is in hand/)).toBeVisible();
  await userEvent.keyboard('{Home}{ArrowRight}{ArrowDown}{ArrowDown}{Enter}');
  await expect.element(again.getByText(/Rookwell, Ann is at Mon, Nov 23/)).toBeVisible();
  await expect.poll(() => document.querySelector('[data-pinboard]')).toBeNull();
  expect(station.recorded.at(-1)?.doc).toBe(dayDoc(SITE, MONDAY));
});

test('[SCH-11] a week: a day is chosen by key, and a visit carried to another is rescheduled', async () => {
  const station = stationWith();
  const screen = await shown(station, { days: 5 });
  await expect.element(screen.getByRole('heading', { name: /^Mon, Nov 16/ })).toBeVisible();
  const { left, top } = card('a-1').getBoundingClientRect();
  // The day before is over: refused in words.
  pull(card('a-1'), [left + 20, top + 4], [column(3).left + 30, top + 4]);
  await expect.element(screen.getByText('That day is over. Choose today or a later day.')).toBeVisible();
  await userEvent.keyboard('{ArrowRight}');
  await atCard();
  await userEvent.keyboard('m');
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await expect.element(screen.getByRole('heading', { name: /^Fri, Nov 27/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/Rookwell, Ann is at Fri, Nov 27, 9:00 am/)).toBeVisible();
});

test('[SCH-12] by room: carried to a room it takes that room, and stays with its provider', async () => {
  const station = stationWith();
  await shown(station, { by: 'resource' });
  const { left, top } = card('a-1').getBoundingClientRect();
  pull(card('a-1'), [left + 20, top + 4], [column(2).left + 30, top + 4]);
  await expect
    .poll(() => lastFact(station)?.of)
    .toMatchObject({
      from: { practitioner: 'p-kim', start: 540 },
      to: { practitioner: 'p-kim', start: 540 },
      segments: [{ kind: 'practitioner' }, { kind: 'room', any: ['room-2'], offset: 0, minutes: 20 }]
    });
  await expect.poll(() => document.querySelector('[data-column="2"] [data-appointment="a-1"]')).toBeTruthy();
});

test('[SCH-12] in the provider’s column the part in which the provider is free is hatched', async () => {
  const segments = [
    { kind: 'room', any: ['room-2'], offset: 0, minutes: 40 },
    { kind: 'practitioner', any: [], offset: 20, minutes: 20 }
  ] as const;
  const more = bookedFact({ appointment: 'a-2', patient: 'p', segments }, { start: 600, minutes: 40 });
  await shown(stationWith(more));
  await expect.poll(() => card('a-2')).toBeTruthy();
  // The first half of it, over the whole card's width.
  const hatch = getComputedStyle(card('a-2'), '::after');
  expect(hatch.maskImage).toMatch(/^linear-gradient\(.* 0%, .* 0%, .* 50%, .* 50%\)$/);
  expect(hatch.backgroundImage).toContain('repeating-linear-gradient');
  expect([hatch.insetBlockStart, hatch.insetBlockEnd]).toEqual(['0px', '0px']);
  expect(getComputedStyle(card('a-1'), '::after').maskImage).toBe('none');
});

test('[SCH-16] what is known goes with Escape, with the day and with the view, and does not come back by itself', async () => {
  const screen = await shown(stationWith());
  const tip = () => document.querySelector('[role=tooltip]');
  await atCard();
  await userEvent.keyboard('i');
  await expect.poll(tip).toBeTruthy();
  await userEvent.keyboard('{Escape}');
  await expect.poll(tip).toBeNull();
  // The panel closes only after it.
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();

  for (const [away, back] of [
    ['w', 'W'],
    ['r', 'rr']
  ] as const) {
    await userEvent.keyboard('i');
    await expect.poll(tip).toBeTruthy();
    await userEvent.keyboard(away);
    await expect.poll(tip).toBeNull();
    await userEvent.keyboard(back);
    await expect.poll(() => card('a-1')).toBeTruthy();
    expect(tip()).toBeNull();
    await atCard();
  }
});

test('[SCH-16] what can be done and what is known, by key and by the other button', async () => {
  const station = stationWith();
  const screen = await shown(station);
  await atCard();
  await userEvent.keyboard('i');
  await expect.poll(() => document.querySelector('[role=tooltip]')?.textContent).toMatch(/03\/09\/1971[^]*Dr Kimball/);
  await userEvent.keyboard('s');
  await expect.element(screen.getByRole('menuitem', { name: /^Open/ })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => document.querySelector('[role=menu]:popover-open')).toBeNull();
  card('a-1').dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 200, clientY: 200 })
  );
  await screen.getByRole('menuitem', { name: /Cancel visit/ }).click();
  await expect.element(screen.getByRole('form', { name: 'Cancel the visit' })).toBeVisible();
});

test.each<[string, Partial<ScheduleView>]>([
  ['a week', { days: 5 }],
  ['by room', { by: 'resource' }],
  ['five-minute rows, colour by status', { row: 5, colour: 'status' }]
])('axe finds nothing: %s', async (_, view) => {
  const station = memoryStation({ facts: clinicFacts({ now: MEMORY_NOW }) });
  await station.keepDraft({
    key: 'pinned/a-kim-540',
    title: 'x',
    path: '/',
    content: { date: TODAY, appointment: 'a-kim-540' }
  });
  const screen = await render(ScheduleStage, { station, view: { ...VIEW, ...view } });
  await expect.element(screen.getByRole('region', { name: 'Pinboard' })).toBeVisible();
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('[SCH-17] [SCH-18] of a full day what is in sight is drawn first, all of it soon; on paper each provider has a page', async () => {
  const booked = Array.from({ length: 240 }, (_, i) =>
    bookedFact(
      { appointment: `b-${i}`, patient: `pat-${i}` },
      {
        practitioner: ['p-kim', 'p-patel', 'p-moss', 'p-vey', 'p-oduya', 'p-strom'][i % 6]!,
        start: 480 + Math.floor(i / 6) * 15,
        minutes: 15
      }
    )
  );
  const drawn: number[] = [];
  const cards = (): number => document.querySelectorAll('[data-appointment]').length;
  const seen = new MutationObserver(() => drawn.push(cards()));
  seen.observe(document.body, { childList: true, subtree: true });
  const station = memoryStation({ facts: [practiceFacts(), dayOf(booked, MONDAY)] });
  await render(ScheduleStage, { station, view: { ...VIEW, date: MONDAY } });
  await expect.poll(cards).toBe(240);
  seen.disconnect();
  const first = drawn.find((count) => count > 0) ?? 0;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(240);

  vi.spyOn(window, 'print').mockImplementation(() => undefined);
  await userEvent.keyboard('p');
  await expect.poll(() => document.querySelectorAll('.print-sheet section h1').length).toBe(6);
  const [, second] = document.querySelectorAll<HTMLElement>('.print-sheet section');
  expect(second?.querySelector('h1')?.textContent).toBe('Dr Patelson, Monday, November 23, 2026');
  expect(getComputedStyle(second!).breakBefore).toBe('page');
});
