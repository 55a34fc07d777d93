import axe from 'axe-core';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc } from '#domain/documents.ts';
import { USUAL_VIEW, type ScheduleView } from '#features/scheduling/schedule-view.ts';
import { MEMORY_NOW, memoryStation, type DatedFact, type DocFacts } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { FERN, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { clinicFacts } from '#tests/fixtures/day.ts';
import { SITE, TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import ScheduleStage from './ScheduleStage.svelte';

const VIEW: ScheduleView = { ...USUAL_VIEW, date: TODAY, closed: false };
const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};

function stationWith(facts: readonly DatedFact[] = [], more: readonly DocFacts[] = []) {
  return memoryStation({ facts: [practiceFacts(), registered('pat-ann', ANN), dayOf(facts), ...more] });
}

const card = (appointment: string): HTMLElement =>
  document.querySelector<HTMLElement>(`[data-appointment="${appointment}"]`)!;
const column = (index: number): HTMLElement => document.querySelector<HTMLElement>(`[data-column="${index}"]`)!;
const kinds = (station: ReturnType<typeof memoryStation>): string[] =>
  station.recorded.flatMap(({ facts }) => facts.map(({ kind }) => kind));

/** A point of the grid, on the page. */
function at(index: number, minute: number): { x: number; y: number } {
  const { left, top, width, height } = column(index).getBoundingClientRect();
  return { x: left + width / 2, y: top + ((minute - 480) / 540) * height + 2 };
}

function pointer(target: Element, type: string, { x, y }: { x: number; y: number }): void {
  const init = {
    bubbles: true,
    cancelable: true,
    clientX: x,
    clientY: y,
    pointerId: 1,
    button: 0,
    pointerType: 'mouse'
  };
  target.dispatchEvent(new PointerEvent(type, init));
}

/** Presses on a card, carries it in steps and lets go. */
function drag(from: Element, to: { x: number; y: number }, drop = true): void {
  const { left, top } = from.getBoundingClientRect();
  const start = { x: left + 20, y: top + 2 };
  pointer(from, 'pointerdown', start);
  for (const part of [0.3, 0.6, 1])
    pointer(from, 'pointermove', { x: start.x + (to.x - start.x) * part, y: start.y + (to.y - start.y) * part });
  if (drop) pointer(from, 'pointerup', to);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
  // Capturing needs a real pointer; the grid hears the events all the same.
  vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => undefined);
});

test('[SCH-1] [SCH-4] the day stands by provider, each card with name, birth date and status', async () => {
  const screen = await render(ScheduleStage, { station: stationWith([bookedFact()]), view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  const label = 'Rookwell, Ann 03/09/1971 Booked · Established, 9:00 am, 20 minutes';
  await expect.element(screen.getByRole('button', { name: label })).toBeVisible();
});

test('[BOOK-1] [SCH-6] booked by keyboard alone: cursor, patient, Enter', async () => {
  const station = stationWith();
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('button', { name: 'Dr Kimball, 10:00 am, free' })).toBeInTheDocument();
  document.querySelector<HTMLElement>('.cursor')?.focus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{Enter}');
  await expect.element(screen.getByRole('combobox', { name: 'Patient' })).toHaveFocus();
  await userEvent.keyboard('rook');
  await expect.element(screen.getByRole('option', { name: /Rookwell, Ann/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('button', { name: /^Book Enter|^Book$/ }).last()).toBeVisible();
  await screen.getByLabelText(/^Time on/).click();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Rookwell, Ann is booked for Fri, Nov 20, 10:15 am.')).toBeVisible();
  expect(station.recorded.map(({ command }) => command)).toEqual(['schedule/book']);

  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(screen.getByText('Taken back.')).toBeVisible();
  expect(kinds(station)).toEqual(['appointment/booked', 'fact/voided']);
});

test('[SCH-9] [BOOK-6] carried by pointer to another provider and time, with a ghost on the way', async () => {
  const station = stationWith([bookedFact()]);
  await render(ScheduleStage, { station, view: VIEW });
  await expect.poll(() => card('a-1')).toBeTruthy();
  drag(card('a-1'), at(2, 615), false);
  await expect.poll(() => document.querySelector('.ghost')?.textContent).toMatch(/Rookwell, Ann to .*Dr Mossgrove/);
  pointer(card('a-1'), 'pointerup', at(2, 615));
  await expect.poll(() => kinds(station)).toEqual(['appointment/moved']);
  const [fact] = station.recorded[0]!.facts;
  expect((fact!.of as { to: unknown }).to).toMatchObject({ practitioner: 'p-moss', minutes: 20 });
});

test('[SCH-9] Escape puts it back, by pointer and by keyboard', async () => {
  const station = stationWith([bookedFact()]);
  await render(ScheduleStage, { station, view: VIEW });
  await expect.poll(() => card('a-1')).toBeTruthy();
  drag(card('a-1'), at(2, 615), false);
  await userEvent.keyboard('{Escape}');
  pointer(card('a-1'), 'pointerup', at(2, 615));

  card('a-1').click();
  pointer(card('a-1'), 'pointerdown', at(0, 545));
  pointer(card('a-1'), 'pointerup', at(0, 545));
  await userEvent.keyboard('m{ArrowDown}{ArrowRight}');
  await expect.poll(() => document.querySelector('.ghost')).toBeTruthy();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => document.querySelector('.ghost')).toBeNull();
  expect(station.recorded).toEqual([]);
});

test('[BOOK-7] [SCH-9] carried by keyboard to another day it is rescheduled, in two documents', async () => {
  const station = stationWith([bookedFact()]);
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { appointment: 'a-1' } });
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  await userEvent.keyboard('m{Shift>}{ArrowRight}{/Shift}{Shift>}{ArrowRight}{/Shift}{Shift>}{ArrowRight}{/Shift}');
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.element(screen.getByText(/Rookwell, Ann is at Mon, Nov 23, 9:15 am with Dr Kimball now/)).toBeVisible();
  expect(station.recorded.map(({ doc }) => doc)).toEqual([dayDoc(SITE, TODAY), dayDoc(SITE, '2026-11-23')]);
});

test('[BOOK-7] why it gets another day can be said while it is in hand, and Enter there puts it down', async () => {
  const station = stationWith([bookedFact()]);
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { appointment: 'a-1' } });
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  await userEvent.keyboard('m{ArrowDown}');
  expect(screen.getByLabelText('Why it gets another day').query()).toBeNull();
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}{Shift>}{ArrowRight}{/Shift}{Shift>}{ArrowRight}{/Shift}');
  const why = screen.getByLabelText('Why it gets another day');
  await why.selectOptions('Weather');
  why.element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/Rookwell, Ann is at .* 9:15 am with Dr Kimball now/)).toBeVisible();
  expect(station.recorded[0]?.facts[0]).toMatchObject({ kind: 'appointment/rescheduled', of: { reason: 'weather' } });
});

test('[BOOK-3] [SCH-7] over a taken time Enter alone does not book; chosen, it shows as a conflict', async () => {
  const other = bookedFact({ appointment: 'a-2', patient: 'pat-fern', label: FERN }, { start: 600 });
  const station = stationWith([other]);
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { patient: 'pat-ann' } });
  await screen.getByLabelText(/^Provider/).selectOptions('Dr Kimball');
  await screen.getByLabelText(/^Time on/).fill('10:05');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('alert').filter({ hasText: 'tick “Book over it”' })).toBeVisible();
  expect(station.recorded).toEqual([]);

  await screen.getByLabelText('Book over it').click();
  await screen.getByLabelText(/^Time on/).click();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Say why it is booked over what is there.')).toBeVisible();
  expect(station.recorded).toEqual([]);

  await screen.getByLabelText(/^Why/).fill('Dr Kimball asked for it');
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(document.querySelectorAll('.clashing')).toHaveLength(2));
  // Seen and let stand, with a reason: marked where it is, and no more in the list.
  await expect.element(screen.getByRole('button', { name: /conflict/ })).not.toBeInTheDocument();
});

test('[BLK-1] [BLK-2] time is blocked by keyboard, stands in the column, and is taken off for one day', async () => {
  const station = stationWith([bookedFact({}, { start: 600 })]);
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  document.querySelector<HTMLElement>('.cursor')?.focus();
  await userEvent.keyboard('{Home}k');
  await screen.getByLabelText('What for').selectOptions('Lunch');
  await screen.getByLabelText(/^From/).fill('10:00');
  await screen.getByLabelText(/^To/, { exact: false }).first().fill('11:00');
  await screen.getByLabelText('Repeats').selectOptions('Every week');
  await expect.element(screen.getByText(/1 visit booked in this time/)).toBeVisible();
  await screen.getByRole('button', { name: /^Block Enter|^Block$/ }).click();
  await vi.waitFor(() => expect(document.querySelectorAll('[data-block]')).toHaveLength(1));
  expect(kinds(station)).toEqual(['block/placed']);
  await expect.element(screen.getByRole('button', { name: /1 conflict/ })).toBeVisible();
  await page.screenshot({ path: '../../test-results/pictures/schedule-blocked.png' });
  expect((await axe.run(document.body)).violations).toEqual([]);
});

test('[CALL-2] [CALL-3] who is on call is one press away, and so is what nobody covers', async () => {
  const of = {
    block: 'b-nights',
    kind: 'on-call',
    title: 'Nights',
    resources: [
      { kind: 'practitioner', id: 'p-kim' },
      { kind: 'practitioner', id: 'p-vey' }
    ],
    date: TODAY,
    start: 0,
    minutes: 1440
  };
  const { doc, facts } = practiceFacts();
  const station = memoryStation({ facts: [{ doc, facts: [...facts, { kind: 'block/placed', of, at: MEMORY_NOW }] }] });
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await screen.getByRole('button', { name: 'On call' }).click();
  await expect.element(screen.getByText(/Dr Kimball, then Dr Vey, until Sat, Nov 21, 12:00 am/)).toBeVisible();
  await expect.element(screen.getByText(/Nights: nobody from Sat, Nov 21, 12:00 am/)).toBeVisible();
  await page.screenshot({ path: '../../test-results/pictures/schedule-on-call.png' });
  expect((await axe.run(document.body)).violations).toEqual([]);
});

test('[FIND-7] five weeks stand under the date, each day with how full it is', async () => {
  const station = stationWith([bookedFact({}, { start: 540, minutes: 180 })]);
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  document.querySelector<HTMLElement>('.cursor')?.focus();
  await userEvent.keyboard('gd');
  await expect.element(screen.getByRole('button', { name: /Fri, Nov\s+20\s+7%\s+booked/ })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /Sun, Nov\s+22.*nobody works/ })).toBeVisible();
  await page.screenshot({ path: '../../test-results/pictures/schedule-month.png' });
  expect((await axe.run(document.body)).violations).toEqual([]);
  await screen.getByRole('button', { name: /Mon, Nov\s+23\s+0%\s+booked/ }).click();
  await expect.element(screen.getByText('Mon, Nov 23', { exact: true })).toBeVisible();
});

test('[CAL-5] a calendar file is looked at before it is placed', async () => {
  const station = stationWith();
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  document.querySelector<HTMLElement>('.cursor')?.focus();
  await userEvent.keyboard('k');
  await screen.getByRole('button', { name: 'From a calendar file…' }).click();
  const lines = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:1',
    'SUMMARY:Board',
    'DTSTART:20261120T140000',
    'DURATION:PT1H',
    'END:VEVENT'
  ];
  const file = new File(
    [[...lines, 'BEGIN:VEVENT', 'DTSTART:soon', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n')],
    'a.ics'
  );
  await userEvent.upload(screen.getByLabelText(/^Calendar file/), file);
  await expect.element(screen.getByText(/1 event to place, 1 line not taken/)).toBeVisible();
  await page.screenshot({ path: '../../test-results/pictures/schedule-import.png' });
  expect((await axe.run(document.body)).violations).toEqual([]);
  await screen.getByRole('button', { name: 'Place on the schedule' }).click();
  await vi.waitFor(() => expect(document.querySelectorAll('[data-block]')).toHaveLength(1));
  expect(kinds(station)).toEqual(['block/placed']);
});

test('[FIND-6] a time is found by keyboard and goes into the booking', async () => {
  const station = stationWith([bookedFact({}, { start: 540, minutes: 180 })]);
  const screen = await render(ScheduleStage, { station, view: VIEW });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  document.querySelector<HTMLElement>('.cursor')?.focus();
  await userEvent.keyboard('f');
  await screen
    .getByRole('group', { name: /^Provider/ })
    .getByRole('button', { name: 'Dr Kimball' })
    .click();
  await screen.getByLabelText('Time of day').selectOptions('Only mornings');
  await expect.element(screen.getByText('Mon, Nov 23, 9:00 am').first()).toBeVisible();
  await screen.getByText('More', { exact: true }).click();
  await screen.getByLabelText('With a room').selectOptions('Any free room');
  await screen.getByLabelText('Within an authorization').selectOptions('Type its days');
  await expect.element(screen.getByText('Say from when to when the authorization is good.')).toBeVisible();
  await screen.getByLabelText('Good from').fill('2026-11-23');
  await screen.getByLabelText('To', { exact: true }).fill('2026-11-23');
  await page.screenshot({ path: '../../test-results/pictures/schedule-find.png' });
  expect((await axe.run(document.body)).violations).toEqual([]);
  await screen.getByText('Mon, Nov 23, 9:00 am').first().click();
  await expect.element(screen.getByRole('heading', { name: 'Book', exact: true })).toBeVisible();
  await expect.element(screen.getByLabelText(/^Time on/)).toHaveValue('9:00 am');
});

test('[BOOK-13] a save that fails keeps the form and says why; the second try makes one appointment (S-16)', async () => {
  const station = stationWith();
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { patient: 'pat-ann' } });
  await screen.getByLabelText(/^Provider/).selectOptions('Dr Vey');
  await screen.getByLabelText(/^Time on/).fill('2p');
  station.setFault(new StorageFault('disk-full', 'This device is full. Nothing is lost: the form is still here.'));
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('This device is full. Nothing is lost: the form is still here.')).toBeVisible();
  await expect.element(screen.getByLabelText(/^Time on/)).toHaveValue('2p');

  station.setFault(null);
  await screen.getByLabelText(/^Time on/).click();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/is booked for/)).toBeVisible();
  expect(kinds(station)).toEqual(['appointment/booked']);
});

test('[BOOK-5] [BOOK-13] offline the words for the patient stand there, and a parked booking comes back', async () => {
  const station = stationWith();
  station.setOnline(false);
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { patient: 'pat-ann' } });
  await screen.getByLabelText(/^Time on/).fill('10:20');
  await expect.element(screen.getByText(/I have you down for\s+10:20 am/)).toBeVisible();
  await screen.getByLabelText('Note').fill('wheelchair');
  const [parked] = await station.rows.drafts();
  expect(parked?.title).toBe('Booking “Rookwell, Ann”');
  await screen.unmount();

  const draft = new URL(parked!.path, 'http://desk').searchParams.get('draft')!;
  const again = await render(ScheduleStage, { station, view: VIEW, ask: { draft } });
  await expect.element(again.getByLabelText('Note')).toHaveValue('wheelchair');
  await expect.element(again.getByLabelText(/^Time on/)).toHaveValue('10:20');
});

test('[BOOK-17] what is booked in place of an appointment gives it up, with why; one undo brings it back', async () => {
  const own = { patient: 'pat-ann' };
  const station = stationWith([bookedFact(own)]);
  const screen = await render(ScheduleStage, {
    station,
    view: VIEW,
    ask: { patient: 'pat-ann', visitType: 'established', practitioner: 'p-kim', instead: `${TODAY}/a-1` }
  });
  await expect.element(screen.getByRole('checkbox', { name: /^In place of 9:00 am, .*Dr Kimball/ })).toBeChecked();
  await screen.getByLabelText('Why').selectOptions('Ill');
  // Over the time that it frees.
  await screen.getByLabelText(/^Time on/).fill('9:10');
  await screen.getByRole('button', { name: /^Book/ }).last().click();
  await expect.element(screen.getByText(/^Rookwell, Ann is booked for .* in place of 9:00 am/)).toBeVisible();
  await expect.poll(() => card('a-1')).toBeNull();
  expect(station.recorded.at(-1)?.facts).toMatchObject([
    { kind: 'appointment/rescheduled', of: { appointment: 'a-1', reason: 'illness' } },
    { kind: 'appointment/booked', of: { replaces: { appointment: 'a-1' } } }
  ]);
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => card('a-1')).toBeTruthy();
});

test('[BOOK-8] cancelled with a reason, and brought back by undo', async () => {
  const station = stationWith([bookedFact()]);
  const screen = await render(ScheduleStage, { station, view: VIEW, ask: { appointment: 'a-1' } });
  await expect.element(screen.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  await userEvent.keyboard('x');
  await screen.getByRole('button', { name: /Cancel visit/ }).click();
  await expect.element(screen.getByText('Choose a reason.')).toBeVisible();
  await screen.getByLabelText('No transport').click();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Rookwell, Ann is cancelled.')).toBeVisible();
  await expect.poll(() => card('a-1')).toBeNull();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => card('a-1')).toBeTruthy();
});

test('[SCH-10] days and dates by key', async () => {
  const went: string[] = [];
  const screen = await render(ScheduleStage, {
    station: stationWith(),
    view: VIEW,
    went: ({ date }) => went.push(date)
  });
  await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}wt');
  expect(went).toEqual(['2026-11-21', '2026-11-22', '2026-11-21', '2026-11-28', '2026-11-20']);
  await userEvent.keyboard('gd');
  await userEvent.keyboard('2/31');
  await expect.element(screen.getByText('February 31 does not exist.')).toBeVisible();
  await screen.getByLabelText('Go to', { exact: true }).fill('dec 3');
  await userEvent.keyboard('{Enter}');
  expect(went.at(-1)).toBe('2026-12-03');
});

describe('[BOOK-2] names of every kind are text', () => {
  test.each(['<img src=x onerror="window.hacked=1">', "Robert'); DROP TABLE", '=cmd()', 'x'.repeat(120), 'محمد'])(
    '%.30s',
    async (family) => {
      const label = { family, given: 'A', birthDate: null };
      const screen = await render(ScheduleStage, {
        station: stationWith([bookedFact({ label })]),
        view: VIEW,
        ask: { appointment: 'a-1' }
      });
      await expect.element(screen.getByRole('heading', { name: `${family}, A` })).toBeVisible();
      expect(document.querySelector('main img')).toBeNull();
      expect((window as { hacked?: number }).hacked).toBeUndefined();
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1366);
    }
  );
});

test.each([
  ['empty', [practiceFacts()], {}],
  ['a full day with an appointment in hand', clinicFacts({ now: MEMORY_NOW }), { appointment: 'a-kim-540' }],
  ['a booking', [practiceFacts(), registered('pat-ann', ANN), dayOf([bookedFact()])], { patient: 'pat-ann' }],
  ['nobody works here', [], {}]
] satisfies [string, readonly DocFacts[], { appointment?: string; patient?: string }][])(
  'axe finds nothing: %s',
  async (_, facts, ask) => {
    const screen = await render(ScheduleStage, { station: memoryStation({ facts }), view: VIEW, ask });
    await expect.element(screen.getByRole('heading', { name: 'Schedule' })).toBeVisible();
    if (facts.length > 0) await expect.element(screen.getByRole('heading', { name: /^Dr Kimball/ })).toBeVisible();
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
);
