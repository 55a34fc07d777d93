import axe from 'axe-core';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { wantEarlier } from '#features/scheduling/lists/want-earlier.ts';
import { patientDoc, practiceDoc } from '#domain/documents.ts';
import { plusDays } from '#domain/time.ts';
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
  // What fades in has not its own colours yet.
  for (const animation of document.getAnimations())
    if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
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
    await screen.getByRole('button', { name: 'Established', exact: true }).click();
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
    // [AUD-23] the list, and who was taken in hand from it
    expect(station.noted.map(({ action, refs }) => `${action} ${refs.join()}`)).toEqual(
      expect.arrayContaining([`list/viewed list:${SITE}/waitlist`, 'patient/viewed patient:pat-fern'])
    );
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

describe('[CONF-5] confirming on screen', () => {
  test('each answer is one key, and the next patient comes into hand', async () => {
    const monday = dayOf(
      [
        bookedFact({ appointment: 'a-1' }, { start: 540 }),
        bookedFact({ appointment: 'a-2', patient: 'pat-fern', label: FERN }, { start: 600 }),
        bookedFact({ appointment: 'a-3', patient: 'p-3', label: { ...ROOK, given: 'Third' } }, { start: 660 })
      ],
      '2026-11-23'
    );
    const station = deskWith([monday]);
    const screen = await render(WorkStage, { station, list: 'confirm' });
    await expect.element(screen.getByRole('row', { name: /Rookwell, Ann/ })).toBeVisible();
    await screen.getByRole('row', { name: /Rookwell, Ann/ }).click();
    await userEvent.keyboard('m');
    await expect.element(screen.getByRole('link', { name: '(206) 555-0102' })).toBeVisible();
    await userEvent.keyboard('c');
    await expect.element(screen.getByRole('heading', { name: /^Confirmed, or tried enough/ })).toBeVisible();
    await expectAccessible();
    const day = await station.rows.appointments(SITE, '2026-11-23');
    expect(day.map(({ attempts }) => attempts?.map(({ outcome }) => outcome))).toEqual([
      ['left-message'],
      ['confirmed'],
      undefined
    ]);
  });
});

describe('[SCHED-4] what is to be scheduled, on screen', () => {
  test('empty it says what belongs there; an order is added, and a call about it written down by a key', async () => {
    const station = deskWith();
    const screen = await render(WorkStage, { station, list: 'schedule' });
    await expect.element(screen.getByRole('heading', { name: 'Nothing waits to be scheduled' })).toBeVisible();
    await userEvent.keyboard('n');
    await userEvent.keyboard('fern');
    await expect.element(screen.getByRole('option', { name: /Fernaby, Joss/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await screen.getByRole('combobox', { name: 'Visit' }).selectOptions('annual');
    await screen.getByRole('button', { name: /^Save/ }).click();
    await screen.getByRole('row', { name: /Fernaby, Joss/ }).click();
    await userEvent.keyboard('a');
    await expect.element(screen.getByRole('row', { name: /No answer/ })).toBeVisible();
    await expectAccessible();
    expect(await station.rows.cases('order')).toMatchObject([
      { patient: 'pat-fern', attempts: [{ outcome: 'no-answer' }] }
    ]);
  });
});

describe('[MISS-3] who is missing, on screen', () => {
  test('a kiosk that is not heard is named; a call is one key, and x marks the visit as missed', async () => {
    const silent = {
      kind: 'kiosk/silent',
      of: { device: 4, label: 'K2', since: MEMORY_NOW - 3_600_000 }
    };
    const station = deskWith([dayOf([bookedFact({ patient: 'pat-fern', label: FERN }), silent])]);
    const screen = await render(WorkStage, { station, list: 'missing' });
    await screen.getByRole('row', { name: /Fernaby, Joss/ }).click();
    await expect.element(screen.getByText(/K2 not heard since 9:00 am: who came there/)).toBeVisible();
    await userEvent.keyboard('a');
    await expect.element(screen.getByRole('row', { name: /No answer, K2 not heard/ })).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard('x');
    await screen.getByRole('button', { name: /^Mark no-show/ }).click();
    await expect.element(screen.getByRole('heading', { name: 'Nobody is missing' })).toBeVisible();
    expect(await station.rows.appointments(SITE, TODAY)).toMatchObject([{ status: 'no-show' }]);
  });
});

describe('[CALL-5] on call, on screen', () => {
  test('a turn changes hands once both have agreed, and gaps are told', async () => {
    const turn = (block: string, date: string, id: string) => ({
      kind: 'block/placed',
      of: {
        block,
        kind: 'on-call',
        title: 'Nights',
        resources: [{ kind: 'practitioner', id }],
        date,
        start: 1020,
        minutes: 900
      }
    });
    const practice = practiceFacts();
    const turns = [turn('n-1', '2026-11-20', 'p-kim'), turn('n-2', '2026-11-22', 'p-patel')];
    const station = memoryStation({ facts: [{ ...practice, facts: [...practice.facts, ...turns] }] });
    const screen = await render(WorkStage, { station, list: 'on-call' });
    await expect.element(screen.getByRole('heading', { name: /^Gaps and overlaps/ })).toBeVisible();
    await screen.getByRole('row', { name: /Nights: Dr Patelson/ }).click();
    await screen.getByRole('combobox', { name: 'Somebody else takes it over' }).selectOptions('Dr Vey');
    await screen.getByRole('button', { name: 'Ask both' }).click();
    await screen.getByRole('button', { name: 'Agrees' }).first().click();
    await expect.element(screen.getByText('Dr Patelson agrees', { exact: true })).toBeVisible();
    await expectAccessible();
    await screen.getByRole('button', { name: 'Agrees' }).click();
    await expect.element(screen.getByRole('row', { name: /Nights: Dr Vey/ })).toBeVisible();
  });
});

describe('[PROC-6] procedures on screen', () => {
  test('asked for, dated, and ticked off; the line says what is next and who acts', async () => {
    const station = memoryStation({
      user: { user: 'u-coordinator', role: 'coordinator' },
      facts: [practiceFacts(), registered('pat-fern', JOSS)]
    });
    const screen = await render(WorkStage, { station, list: 'procedures' });
    await expect.element(screen.getByRole('heading', { name: 'No procedure is being prepared' })).toBeVisible();
    await userEvent.keyboard('n');
    await userEvent.keyboard('fern');
    await expect.element(screen.getByRole('option', { name: /Fernaby, Joss/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await screen.getByRole('combobox', { name: 'Surgeon' }).selectOptions('Dr Kimball');
    await screen.getByRole('textbox', { name: 'Hospital or surgery centre' }).fill('Mercy Harbor Hospital');
    await screen.getByRole('textbox', { name: 'What is done, as ordered' }).fill('Total knee replacement');
    await screen.getByRole('textbox', { name: 'Procedure codes' }).fill('27447');
    await screen.getByRole('button', { name: /^Save/ }).click();
    await screen.getByRole('row', { name: /Fernaby, Joss/ }).click();
    await screen.getByRole('textbox', { name: 'Day', exact: true }).fill('2027-01-15');
    await screen.getByRole('button', { name: 'Set' }).click();
    await expect
      .element(screen.getByRole('row', { name: /Jan 15 7:30 am .* Time asked of the facility by Dec 1: we/ }))
      .toBeVisible();
    await screen.getByRole('checkbox', { name: 'Time asked of the facility' }).click();
    await expect.element(screen.getByRole('row', { name: /Facility confirmed by Dec 16: the facility/ })).toBeVisible();
    await expectAccessible();
  });
});

test('[ASAP-2] [SCHED-5] who would come earlier is offered what opens, by keyboard; the list goes to paper', async () => {
  vi.spyOn(window, 'print').mockImplementation(() => undefined);
  const later = plusDays(TODAY, 12);
  const station = deskWith([
    dayOf([bookedFact({ patient: 'pat-fern', label: FERN, appointment: 'a-7' }, { start: 600 })], later),
    dayOf(
      [
        bookedFact({ appointment: 'a-8' }, { start: 660 }),
        { kind: 'appointment/cancelled', of: { appointment: 'a-8', by: 'patient', reason: 'illness' } }
      ],
      plusDays(TODAY, 3)
    )
  ]);
  const screen = await render(WorkStage, { station, list: 'asap' });
  await expect.element(screen.getByRole('heading', { name: 'Nobody asked to come earlier' })).toBeVisible();
  await wantEarlier(station, { date: later, appointment: 'a-7' });
  const row = screen.getByRole('row', { name: /Fernaby, Joss.*is free/ });
  await expect.element(row).toBeVisible();
  await expectAccessible();
  await page.screenshot({ path: '../../test-results/pictures/work-asap.png' });

  row.element().focus();
  await userEvent.keyboard('p');
  await expect.poll(() => document.querySelector('.print-sheet td b')?.textContent).toBe('Fernaby, Joss');
  window.dispatchEvent(new Event('afterprint'));
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/booked Wed, Dec 2/)).toBeVisible();
});

test('[CONF-7] [DEAL-1] what nobody confirmed is released at one press, but not at clinical risk; d asks for ten to call', async () => {
  const policy = { doc: practiceDoc, facts: [{ kind: 'unconfirmed/ruled', of: { policy: 'release' } }] };
  const flag = { kind: 'patient/flagged', of: { patient: 'pat-fern', flag: 'clinical-risk', on: true } };
  const visits = [
    bookedFact({ appointment: 'a-1' }, { start: 660 }),
    bookedFact({ appointment: 'a-2', patient: 'pat-2', label: { ...ROOK, given: 'Bea' } }, { start: 700 }),
    bookedFact({ appointment: 'a-3', patient: 'pat-fern', label: FERN }, { start: 720 })
  ];
  const station = deskWith([
    policy,
    { doc: patientDoc('pat-fern'), facts: [flag] },
    dayOf(visits),
    dayOf([bookedFact({ appointment: 'a-4' }, { start: 600 })], plusDays(TODAY, 3))
  ]);
  const screen = await render(WorkStage, { station, list: 'confirm' });
  await expect.element(screen.getByRole('row', { name: /Fernaby, Joss.*clinical risk.*Keep/ })).toBeVisible();
  await screen.getByRole('row', { name: /Rookwell, Bea/ }).click();
  await expect.element(screen.getByText(/Hello, this is .* calling for Bea/)).toBeVisible();
  await expectAccessible();
  await page.screenshot({ path: '../../test-results/pictures/work-confirm.png' });
  await screen.getByRole('button', { name: 'Release all 2' }).click();
  await expect.element(screen.getByRole('row', { name: /Rookwell, Bea/ })).not.toBeInTheDocument();
  expect((await station.rows.appointments(SITE, TODAY)).map(({ status }) => status)).toEqual([
    'cancelled',
    'cancelled',
    'booked'
  ]);
  await userEvent.keyboard('d');
  await expect.poll(() => station.recorded.at(-1)?.command).toBe('lists/ask-calls');
});
