import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { patientDoc, practiceDoc } from '#domain/documents.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import { USUAL_VIEW } from '#features/scheduling/schedule-view.ts';
import type { WorkList } from '#features/scheduling/lists/work-lists.ts';
import { memoryStation, type DatedFact, type DocFacts, type MemoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { SCRIPTS } from '#tests/fixtures/scripts.ts';
import { at } from '#tests/fixtures/small-day.ts';
import { waiting } from '#tests/fixtures/waiting.ts';
import DeskHarness from './desk/DeskHarness.svelte';
import PatientStage from './PatientStage.svelte';
import RegistrationStage from './RegistrationStage.svelte';
import ScheduleStage from './ScheduleStage.svelte';
import WorkStage from './WorkStage.svelte';

const text = (n: number): string => SCRIPTS[n % SCRIPTS.length]!;
const label = (n: number) => ({ family: text(n), given: text(n + 1), birthDate: '1980-02-29' });

/** Every text of the corpus as a name, and in whatever else a person may write about a patient. */
function patient(n: number): DocFacts {
  const of = {
    patient: `p-${n}`,
    source: 'desk',
    name: { family: text(n), given: [text(n + 1)], preferred: text(n + 2), former: [text(n + 3)] },
    birthDate: '1980-02-29',
    sex: 'unknown',
    phones: [{ number: text(n).slice(0, 40), use: 'mobile' }],
    email: text(n),
    address: { line: [text(n)], city: text(n), state: text(n).slice(0, 60), postalCode: '04101' },
    identifiers: [{ type: 'MR', system: text(n), value: text(n) }]
  };
  const wished = { kind: 'patient/contact-wished', of: { patient: `p-${n}`, never: ['sms'], note: text(n) } };
  const came = {
    patient: `p-${n}`,
    encounter: 'e1',
    class: text(n).slice(0, 40),
    start: at(600),
    end: null,
    what: text(n)
  };
  return {
    doc: patientDoc(`p-${n}`),
    facts: [{ kind: 'patient/registered', of }, wished, { kind: 'encounter/recorded', of: came }]
  };
}

function visit(n: number): readonly DatedFact[] {
  const of = { appointment: `a-${n}`, patient: `p-${n}`, label: label(n), note: text(n) };
  const booked = bookedFact(of, { start: 540 + (n % 12) * 20, practitioner: ['p-kim', 'p-patel', 'p-moss'][n % 3]! });
  const here = {
    visit: visitOf(`a-${n}`),
    appointment: `a-${n}`,
    patient: `p-${n}`,
    label: label(n),
    ticket: `A-${n + 100}`
  };
  return n % 2 === 0 ? [booked, { kind: 'visit/arrived', of: here }] : [booked];
}

/** What is said of the practice, by its manager. */
const NAMED: DocFacts = {
  doc: practiceDoc,
  facts: [
    { kind: 'practice/named', of: { name: text(0) } },
    { kind: 'room/added', of: { room: 'room-1', site: SITE, area: 'front', name: text(7) } },
    { kind: 'visit-type/added', of: { visitType: 'established', name: text(4), minutes: 20, hue: 0 } },
    {
      kind: 'practitioner/added',
      of: { practitioner: 'p-kim', family: text(5), given: text(6), called: text(5), hue: 0 }
    },
    {
      kind: 'block/placed',
      of: {
        block: 'b-1',
        kind: 'meeting',
        title: text(8),
        resources: [{ kind: 'practitioner', id: 'p-kim' }],
        date: TODAY,
        start: 960,
        minutes: 30
      }
    }
  ]
};
const about = (id: string, n: number) => ({ case: id, patient: `p-${n}`, label: label(n), site: SITE });
const CASES: readonly DocFacts[] = SCRIPTS.flatMap((one, n) => [
  waiting({ ...about(`w-${n}`, n), note: one }),
  {
    doc: `case/o-${n}`,
    facts: [
      {
        kind: 'order/placed',
        of: { ...about(`o-${n}`, n), visitType: 'established', practitioner: null, due: TODAY, note: one }
      }
    ]
  },
  {
    doc: `case/s-${n}`,
    facts: [
      {
        kind: 'procedure/requested',
        of: {
          ...about(`s-${n}`, n),
          surgeon: 'p-kim',
          facility: one,
          wording: one,
          side: 'left',
          urgency: 'urgent',
          earliest: TODAY,
          latest: null,
          cpt: [],
          icd10: []
        }
      }
    ]
  }
]);

function desk(): MemoryStation {
  const patients = SCRIPTS.map((_, n) => patient(n));
  const facts = [practiceFacts(), NAMED, dayOf(SCRIPTS.flatMap((_, n) => visit(n))), ...patients, ...CASES];
  return memoryStation({ facts, now: at(560), user: { user: 'u-dot', name: text(3), role: 'manager' } });
}

let called: string[] = [];
/** Elements and attributes that only a text could have brought: the app has none of them. */
const BROUGHT =
  'iframe, object, embed, marquee, math, base:not(head base), main script, main style, main template, [srcdoc], [action], ' +
  '[onload], [onerror], [onfocus], [onclick], [onmouseover], [ontoggle], [onbegin], [onanimationstart], [href*="javascript:" i], [src*="javascript:" i]';

/** The text is there as it was written, and nothing came of it. */
async function expectOnlyText(...shown: readonly number[]): Promise<void> {
  for (const n of shown)
    await expect.poll(() => document.body.textContent.includes(text(n)), { message: text(n) }).toBe(true);
  expect([...document.body.querySelectorAll(BROUGHT)].map(({ outerHTML }) => outerHTML)).toEqual([]);
  expect(called).toEqual([]);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
  called = [];
  Object.assign(window, { hacked: () => called.push(location.href) });
});
afterEach(() => expect(called).toEqual([]));

test('the look-out sees what a careless page would have made of these', () => {
  // Parsed into a document of its own, where nothing runs.
  const seen = SCRIPTS.filter((one) =>
    new DOMParser().parseFromString(`<main>${one}</main>`, 'text/html').querySelector(BROUGHT)
  );
  expect(seen.length).toBeGreaterThan(30);
});

const all = SCRIPTS.map((_, n) => n);

test('[HTTP-2] Today: every text as a name, as a note in hand, and found by the find box', async () => {
  const screen = await render(DeskHarness, { station: desk(), visit: visitOf('a-4') });
  await expect.element(screen.getByRole('heading', { level: 2, name: `${text(4)}, ${text(5)}` })).toBeVisible();
  await expectOnlyText(...all);
  await userEvent.keyboard('/');
  await userEvent.keyboard('hacked');
  await expect.element(screen.getByRole('option').first()).toBeVisible();
  await expectOnlyText();
});

test('[HTTP-2] the schedule: every text on a card, one in the panel, a block, a provider', async () => {
  const view = { ...USUAL_VIEW, date: TODAY, closed: false };
  await render(ScheduleStage, { station: desk(), view, ask: { appointment: 'a-5' } });
  await expectOnlyText(...all, 8);
});

test.each(['schedule', 'waitlist', 'procedures', 'confirm'] as const satisfies readonly WorkList[])(
  '[HTTP-2] the list of work %s: every text on a line, one in hand',
  async (list) => {
    const station = desk();
    // Those of the day before have their visits tomorrow.
    if (list === 'confirm') station.setNow(at(560) - 86_400_000);
    const screen = await render(WorkStage, { station, list });
    await screen.getByRole('row').first().click();
    await expectOnlyText(...all);
  }
);

test('[HTTP-2] a patient’s page: every text in every field, one patient after the other', async () => {
  const station = desk();
  const screen = await render(PatientStage, { station, patient: 'p-0' });
  for (const n of all) {
    await screen.rerender({ patient: `p-${n}` });
    await expectOnlyText(n, n + 1, n + 2);
  }
});

test('[HTTP-2] every text typed into every entry of a registration comes back as it was typed', async () => {
  const station = desk();
  await render(RegistrationStage, { station, patient: 'p-new' });
  const entries = [
    ...document.querySelectorAll<HTMLInputElement>(
      'main input:not([type=checkbox], [type=radio], [type=file], [type=date])'
    )
  ];
  expect(entries.length).toBeGreaterThan(5);
  const typed = new Map<number, string>();
  for (const [n, one] of SCRIPTS.entries()) {
    const entry = entries[n % entries.length]!;
    entry.value = one;
    typed.set(n % entries.length, entry.value);
    entry.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  await station.settled();
  expect(entries.map(({ value }) => value)).toEqual(entries.map((_, n) => typed.get(n)));
  await expectOnlyText();
});
