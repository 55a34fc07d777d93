import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { USUAL_VIEW } from '#features/scheduling/schedule-view.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import DeskHarness from './desk/DeskHarness.svelte';
import ScheduleStage from './ScheduleStage.svelte';
import WorkStage from './WorkStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1980-01-02',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};
/** Some wait, some are in rooms, one is to come; one has a booking on the list of those to be confirmed. */
const DAY = smallDay([
  { id: 'ann', start: 605, family: 'Rookwell' },
  { id: 'moss', start: 590, family: 'Moss', arrived: 575 },
  { id: 'vey', start: 550, family: 'Vey', arrived: 545, called: { at: 550, room: 'room-3' } }
]);
const ORDER = {
  doc: 'case/o-1',
  facts: [
    {
      kind: 'order/placed',
      of: {
        case: 'o-1',
        patient: 'patient-ann',
        label: { family: 'Rookwell', given: 'Ann', birthDate: '1980-01-02' },
        site: SITE,
        visitType: 'established',
        practitioner: null,
        due: TODAY
      }
    }
  ]
};

function deskOf(role: StaffRole): MemoryStation {
  const facts = [practiceFacts(), registered('patient-ann', ANN), DAY, ORDER];
  return memoryStation({ facts, user: { user: 'u-new', role }, now: at(620) });
}

/** What each screen offers to press that writes something, by the beginning of its name. */
const ACTS = {
  today: /^(?:Arrive|Call|No-show|In room|Left|Walk-in|Check out|Done|Ready)/,
  schedule: /^(?:Book|Block time|Find|Move|Pinboard|Print|Cancel visit|No-show)/,
  work: /^(?:Add|Book a visit|No answer|Left message|In a week|In a month|Take off)/
} as const;

const pressable = (acts: RegExp): string[] =>
  [...document.querySelectorAll<HTMLElement>('main button:not([role=tab]), main a')]
    .map((one) => (one.getAttribute('aria-label') ?? one.textContent).trim().replace(/^▸/, ''))
    .filter((name) => acts.test(name));

const writes = (station: MemoryStation): string[] => station.recorded.map(({ command }) => command);

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test.each([
  ['clerk', true],
  ['clinical', true],
  ['biller', false],
  ['privacy-officer', false]
] as const)('[ROLE-5] a %s on Today, the schedule and the lists of work: %s', async (role, isTheirs) => {
  const station = deskOf(role);
  const today = await render(DeskHarness, { station, visit: 'v-moss' });
  await expect.element(today.getByRole('heading', { name: 'Moss, Ann' })).toBeVisible();
  expect(pressable(ACTS.today).length > 0).toBe(isTheirs);
  if (!isTheirs) {
    await userEvent.keyboard('wclrydob');
    expect(today.getByRole('group', { name: 'Walk-in' }).elements()).toEqual([]);
  }
  await today.unmount();

  const view = { ...USUAL_VIEW, date: TODAY, closed: false };
  const schedule = await render(ScheduleStage, { station, view, ask: { appointment: 'ann' } });
  await expect.element(schedule.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  expect(pressable(ACTS.schedule).length > 0).toBe(isTheirs);
  if (!isTheirs) {
    await userEvent.keyboard('bfkmMPx+-');
    await expect.element(schedule.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
    expect(pressable(/^(?:Back|Save|Put it back|Cancel)/)).toEqual([]);
  }
  await schedule.unmount();

  const work = await render(WorkStage, { station, list: 'schedule' });
  await work.getByRole('row', { name: /Rookwell/ }).click();
  await expect.element(work.getByRole('heading', { name: 'Ordered', level: 2 }).last()).toBeVisible();
  expect(pressable(ACTS.work).length > 0).toBe(isTheirs);
  if (!isTheirs) await userEvent.keyboard('naln');
  expect(writes(station)).toEqual([]);
});

test('[MIN-6] birth dates, phones and notes are masked on these screens too', async () => {
  const station = deskOf('privacy-officer');
  const today = await render(DeskHarness, { station, visit: 'v-ann' });
  await expect.element(today.getByText('••/••/1980').first()).toBeVisible();
  await userEvent.keyboard('/');
  await userEvent.keyboard('rookwell');
  await expect.element(today.getByRole('option', { name: /Rookwell/ }).first()).toBeVisible();
  expect(document.body.textContent).not.toMatch(/01\/02\/1980|0101/);
  await today.unmount();

  const view = { ...USUAL_VIEW, date: TODAY, closed: false };
  const schedule = await render(ScheduleStage, { station, view, ask: { appointment: 'ann' } });
  await expect.element(schedule.getByRole('heading', { name: 'Rookwell, Ann' })).toBeVisible();
  await expect.poll(() => document.querySelector('aside')?.textContent).toMatch('••/••/1980');
  expect(document.body.innerHTML).not.toMatch(/01\/02\/1980/);
  await schedule.unmount();

  const work = await render(WorkStage, { station, list: 'schedule' });
  await work.getByRole('row', { name: /Rookwell/ }).click();
  await expect.element(work.getByText('••/••/1980').first()).toBeVisible();
  expect(document.body.textContent).not.toMatch(/01\/02\/1980|0101/);
});
