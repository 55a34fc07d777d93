import axe from 'axe-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, MEMORY_NOW, type DocFacts } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN, ROOK } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { waiting } from '#tests/fixtures/waiting.ts';
import WorkStage from './WorkStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [{ number: '+12065550102', use: 'mobile' as const }],
  identifiers: []
};
const DAY = 86_400_000;

function deskWith(more: readonly DocFacts[] = []) {
  return memoryStation({ facts: [practiceFacts(), registered('pat-fern', JOSS), ...more] });
}
const freed = dayOf([
  bookedFact({}, { start: 660 }),
  { kind: 'appointment/cancelled', of: { appointment: 'a-1', by: 'patient', reason: 'illness' } }
]);

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
});

describe('[WAIT-2] the waitlist on screen', () => {
  test('empty it says what it is for, and n begins', async () => {
    const station = deskWith();
    const screen = await render(WorkStage, { station, list: 'waitlist' });
    await expect.element(screen.getByRole('heading', { name: 'Nobody is waiting' })).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard('n');
    await expect.element(screen.getByRole('combobox', { name: 'Patient' })).toHaveFocus();
    await userEvent.keyboard('fern');
    await expect.element(screen.getByRole('option', { name: /Fernaby, Joss/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await screen.getByRole('combobox', { name: 'Waits for' }).selectOptions('established');
    await screen.getByRole('button', { name: 'Fri morning' }).click();
    await screen.getByRole('button', { name: /^Save/ }).click();
    await expect.element(screen.getByRole('row', { name: /Fernaby, Joss/ })).toBeVisible();
    expect(await station.rows.cases('waitlist')).toMatchObject([
      { patient: 'pat-fern', visitTypes: ['established'], times: [{ weekday: 5, from: 0, to: 720 }], noticeHours: 24 }
    ]);
    expect(await station.rows.drafts()).toEqual([]);
  });

  test('a freed time is offered and taken by keyboard alone', async () => {
    const others = Array.from({ length: 6 }, (_, i) =>
      waiting(
        { case: `w-${i}`, patient: `p-${i}`, label: { ...ROOK, given: `Ann ${i}` }, priority: 3, noticeHours: 96 },
        [],
        MEMORY_NOW - i * DAY
      )
    );
    const long = waiting({ case: 'w-1b', patient: 'p-9', label: { ...FERN, given: 'Robin' }, channel: 'sms' });
    const station = deskWith([freed, waiting({ priority: 1 }, [], MEMORY_NOW - 3 * DAY), long, ...others]);
    const screen = await render(WorkStage, { station, list: 'waitlist' });
    await expect.element(screen.getByText('Fri, Nov 20, Dr Kimball, 20 min')).toBeVisible();
    await screen.getByText('Fri, Nov 20, Dr Kimball, 20 min').click();
    await expectAccessible();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('button', { name: /Fernaby, Joss Established, P1/ })).toHaveFocus();
    await userEvent.keyboard('1');
    await expect.element(screen.getByRole('heading', { name: /^Waiting for an answer/ })).toBeVisible();
    await screen
      .getByRole('row', { name: /Fernaby, Joss/ })
      .first()
      .click();
    await expect.element(screen.getByRole('link', { name: '(206) 555-0102' })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('button', { name: /Wants it/ })).toHaveFocus();
    await userEvent.keyboard('1');
    await expect.element(screen.getByRole('heading', { name: /^Waiting for an answer/ })).not.toBeInTheDocument();
    const booked = (await station.rows.appointments(SITE, TODAY)).filter(({ status }) => status === 'booked');
    expect(booked).toMatchObject([{ patient: 'pat-fern', at: { start: 660 } }]);
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.element(screen.getByRole('heading', { name: /^Waiting for an answer/ })).toBeVisible();
  });

  test('[WAIT-7] one time offered by two desks is a card at the top; one press takes the later offer back', async () => {
    const at = { practitioner: 'p-kim', start: 660, minutes: 20 };
    const offer = (id: string, given: string, made: number) => ({
      kind: 'slot/offered',
      at: made,
      of: {
        ...{ offer: id, round: `r-${id}`, case: `w-${id}`, patient: `p-${id}`, label: { ...ROOK, given } },
        ...{ visitType: 'established', at, until: MEMORY_NOW + 600_000 }
      }
    });
    const offers = dayOf([offer('one', 'Early', MEMORY_NOW - 2_000), offer('two', 'Late', MEMORY_NOW - 1_000)]);
    const station = deskWith([offers, waiting({ case: 'w-two', patient: 'p-two' })]);
    const screen = await render(WorkStage, { station, list: 'waitlist' });
    await expect.element(screen.getByRole('heading', { name: /^Offered by two desks/ })).toBeVisible();
    await expectAccessible();
    await screen.getByRole('button', { name: 'Take back Rookwell, Late' }).click();
    await expect.element(screen.getByRole('heading', { name: /^Offered by two desks/ })).not.toBeInTheDocument();
  });
});
