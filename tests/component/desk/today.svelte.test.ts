import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dayDoc, inboxDoc } from '#domain/documents.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import { seeded } from '#domain/random.ts';
import DeskHarness from './DeskHarness.svelte';

const DAY = dayDoc(SITE, TODAY);
// The memory station asks only whether there is a key.
const arrivalsKey = { keyId: 'key-1', privateKey: {} as CryptoKey };

const VISITS: readonly OneVisit[] = [
  { id: 'rook', start: 605, family: 'Rook' },
  { id: 'quill', start: 590, family: 'Quill', practitioner: 'p-patel', arrived: 575 },
  {
    id: 'moss',
    start: 580,
    family: 'Moss',
    arrived: 570,
    called: { at: 590, room: 'room-2' },
    then: [[592, 'roomed']]
  },
  {
    id: 'vey',
    start: 550,
    family: 'Vey',
    practitioner: 'p-moss',
    arrived: 545,
    called: { at: 550, room: 'room-3' },
    then: [[597, 'done']]
  }
];

function desk(visits: readonly OneVisit[] = VISITS): MemoryStation {
  const person = inventedPerson(seeded(1), 1, TODAY);
  const facts = [practiceFacts(), registered('patient-rook', person), smallDay(visits)];
  return memoryStation({ facts, now: at(600), arrivalsKey });
}

/** The line of Today of someone with this name. */
const line = (name: string) => page.getByRole('row', { name: new RegExp(`m .*${name} 0`) });
const stateOf = async (station: MemoryStation, id: string) => (await station.rows.visit(SITE, TODAY, `v-${id}`))?.state;

async function submit(station: MemoryStation, family: string, submission = 's-1'): Promise<void> {
  const said = {
    submission,
    ticket: 'K2-014',
    at: at(595),
    language: 'en' as const,
    family,
    given: 'Ann',
    birthDate: '1980-01-02'
  };
  const sealed = await station.sealSubmission(said, { keyId: 'key-1', key: new Uint8Array(65) });
  const of = { submission, ticket: 'K2-014', date: TODAY, keyId: 'key-1', sealed };
  station.receive(inboxDoc(3), [{ kind: 'submission/sealed', of, at: at(595) }], 3);
}

test('[QUE-1] everyone is in their section, with two identifiers, minutes and the next step', async () => {
  await render(DeskHarness, { station: desk() });
  await expect.element(line('Rook, Ann')).toMatchTextContent('Rook, Ann 01/02/1980');
  await expect.element(line('Quill, Ann')).toMatchTextContent(/K1-002.*Waiting long.*25 min.*Call/s);
  await expect.element(line('Moss, Ann')).toMatchTextContent(/Room 2.*In room.*8 min.*Ready/s);
  await expect.element(line('Vey, Ann')).toMatchTextContent(/3 min.*Check out/s);
  await expect.element(page.getByRole('tab', { name: /^Waiting/ })).toMatchTextContent('Waiting 1');
});

test('[QUE-5] [QUE-12] by keys alone: down the list, call, the free room on digit 1, and undo', async () => {
  const station = desk();
  await render(DeskHarness, { station });
  await expect.element(line('Quill, Ann')).toBeVisible();
  await userEvent.keyboard('j{Enter}');
  await expect.element(page.getByRole('button', { name: /Room 1\b.*Free/ })).toHaveFocus();
  await userEvent.keyboard('1');
  await expect.element(line('Quill, Ann')).toMatchTextContent(/Room 1.*Called/s);
  await expect.element(line('Quill, Ann')).toHaveFocus();
  await expect.element(page.getByText('Quill, Ann is called to Room 1.')).toBeVisible();

  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(line('Quill, Ann')).toMatchTextContent('Call');
  expect(await stateOf(station, 'quill')).toBe('waiting');
});

test('[QUE-5] Escape puts the question away and the focus back on the line', async () => {
  await render(DeskHarness, { station: desk() });
  await expect.element(line('Quill, Ann')).toBeVisible();
  await userEvent.keyboard('jc');
  await expect.element(page.getByRole('group', { name: 'Call to which room?' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(line('Quill, Ann')).toHaveFocus();
});

test('[ARR-1] arriving shows the ticket and keeps the patient in hand, in the new section', async () => {
  const station = desk();
  await render(DeskHarness, { station, visit: 'v-rook' });
  await expect.element(page.getByRole('heading', { name: 'Rook, Ann' })).toBeVisible();
  await userEvent.keyboard('a');
  await expect.element(page.getByText('Rook, Ann is here: ticket A-001.')).toBeVisible();
  await expect.element(page.getByRole('complementary')).toMatchTextContent(/Waiting.*A-001/s);
});

test('[QUE-25] who did not come is rebooked from their line: the search has the patient, the type and the provider', async () => {
  const station = desk();
  station.receive(DAY, [{ kind: 'appointment/no-show', of: { appointment: 'rook', reason: 'no-call' } }], 5);
  const paths: string[] = [];
  await render(DeskHarness, { station, visit: 'v-rook', go: (path: string) => paths.push(path) });
  await expect.element(page.getByRole('button', { name: /^Rebook/ })).toBeVisible();
  await userEvent.keyboard('f');
  expect(paths).toEqual([`/schedule/${TODAY}?patient=patient-rook&type=established&provider=p-kim&find=1`]);
});

test('[FLAG-4] who is not to be announced is called in silence: the desk is told that somebody fetches them', async () => {
  const station = desk();
  await station.record('queue/flag-visit', DAY, [
    { kind: 'visit/flagged', of: { visit: 'v-quill', flag: 'do-not-announce', on: true } }
  ]);
  await render(DeskHarness, { station });
  await expect.element(line('Quill, Ann')).toMatchTextContent(/Do not announce/);
  await userEvent.keyboard('j{Enter}');
  await expect.element(page.getByRole('button', { name: /Room 1\b.*Free/ })).toHaveFocus();
  await userEvent.keyboard('1');
  await expect.element(page.getByText('Quill, Ann is not announced: somebody fetches them to Room 1.')).toBeVisible();
});

test('[QUE-22] the letters of a prompt do what its buttons say', async () => {
  const station = desk([{ id: 'quill', start: 480, family: 'Quill', arrived: 480 }]);
  await render(DeskHarness, { station });
  const prompts = page.getByRole('region', { name: /To look after/ });
  await expect.element(prompts).toMatchTextContent(/Still here\?.*Quill, Ann/s);
  await userEvent.keyboard('e');
  // Their provider runs late too: the first line is of who waits.
  await expect.element(prompts.getByRole('button', { name: 'Quill, Ann', exact: true }).first()).toHaveFocus();
  await userEvent.keyboard('s');
  await expect.element(page.getByText('Somebody has spoken to Quill, Ann.')).toBeVisible();
});

test('[QUE-10] leaving asks why; a no-show asks why', async () => {
  const station = desk();
  await render(DeskHarness, { station, visit: 'v-quill' });
  await expect.element(page.getByRole('heading', { name: 'Quill, Ann' })).toBeVisible();
  await userEvent.keyboard('l');
  await page.getByRole('button', { name: /Left without being seen/ }).click();
  await expect.element(page.getByText('Quill, Ann has left.')).toBeVisible();
  expect((await station.rows.visit(SITE, TODAY, 'v-quill'))?.leftReason).toBe('without-being-seen');
});

test('[ARR-4] [ARR-10] a kiosk proposal is accepted by Enter when it is sure', async () => {
  const station = desk();
  await submit(station, 'rook');
  await render(DeskHarness, { station });
  const proposal = page.getByRole('row', { name: /K2-014/ });
  await expect.element(proposal).toMatchTextContent(/→.*Rook, Ann/s);
  await proposal.click();
  await expect.element(page.getByRole('complementary').getByText(/Same birth date · Same name/)).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('K2-014 is here.')).toBeVisible();
  await expect.element(line('Rook, Ann')).toMatchTextContent('K2-014');
  expect(await station.rows.handled(SITE, TODAY)).toMatchObject([{ submission: 's-1', outcome: 'arrived' }]);
});

test('[ARR-6] [ARR-7] one that fits nobody is a walk-in by W, or put away by Backspace', async () => {
  const station = desk();
  await submit(station, 'Unknownsen');
  await render(DeskHarness, { station });
  const proposal = page.getByRole('row', { name: /K2-014.*Unknownsen/ });
  await proposal.click();
  await userEvent.keyboard('{Backspace}');
  await expect.element(page.getByText('K2-014 is put away.')).toBeVisible();
  await userEvent.keyboard('{Control>}z{/Control}');
  await page.getByRole('row', { name: /K2-014.*Unknownsen/ }).click();
  await userEvent.keyboard('w');
  await expect.element(page.getByText('Unknownsen, Ann is here as a walk-in: ticket K2-014.')).toBeVisible();
});

test('[QUE-15] a double booking is flagged and settled by one key', async () => {
  const station = desk([
    { id: 'rook', start: 640, family: 'Rook' },
    { id: 'quill', start: 700, family: 'Quill' }
  ]);
  const label = { family: 'Offline', given: 'Ann', birthDate: '1990-05-06' };
  const place = { practitioner: 'p-kim', start: 640, minutes: 20 };
  const of = { appointment: 'off', patient: 'p-off', label, visitType: 'established', at: place, provisional: true };
  station.receive(DAY, [{ kind: 'appointment/booked', of }], 9);
  await render(DeskHarness, { station });
  await expect.element(page.getByRole('link', { name: '1 conflict' })).toBeVisible();
  await page.getByRole('button', { name: 'Settle' }).click();
  await expect.element(page.getByRole('button', { name: /Keep Rook, Ann, move Offline, Ann/ })).toHaveFocus();
  await userEvent.keyboard('1');
  await expect.element(page.getByRole('link', { name: '0 conflicts' })).toBeVisible();
});

test('[QUE-4] a change of one visit draws one line again, and the one that says it stands before it', async () => {
  const many = Array.from({ length: 110 }, (_, index): OneVisit => ({ id: `m${index}`, start: 600, arrived: 590 }));
  const station = desk(many);
  await render(DeskHarness, { station });
  await expect.poll(() => document.querySelectorAll('[data-row]').length).toBe(110);
  const changed = new Set<string>();
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const row = (target instanceof Element ? target : target.parentElement)?.closest<HTMLElement>('[data-row]');
      if (row) changed.add(row.dataset['row'] ?? '');
    }
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  station.receive(
    DAY,
    [
      {
        kind: 'visit/arrived',
        of: {
          visit: 'v-m7',
          appointment: 'm7',
          patient: null,
          label: { family: '', given: '', birthDate: null },
          ticket: 'K9-999'
        }
      }
    ],
    5
  );
  station.receive(DAY, [{ kind: 'visit/called', of: { visit: 'v-m100', room: 'room-1' } }], 5);
  await expect.element(page.getByRole('tab', { name: /^In rooms/ })).toMatchTextContent('In rooms 1');
  observer.disconnect();
  // The one that was called is a new line in another section; of those who still wait only the one before it has another next [QUE-20].
  const may = new Set(['v-m100', 'v-m0', 'v-m10']);
  expect([...changed].filter((visit) => !may.has(visit))).toEqual([]);
});

test('the desk is accessible: a full day, someone in hand, a question open', async () => {
  const station = desk();
  await submit(station, 'rook');
  await render(DeskHarness, { station, visit: 'v-quill' });
  await expect.element(page.getByRole('row', { name: /K2-014/ })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('c');
  await expect.element(page.getByRole('group', { name: 'Call to which room?' })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
});

test('[QUE-7] a room its patient has left is said to be free, with undo', async () => {
  const station = desk();
  await render(DeskHarness, { station });
  await expect.element(line('Vey, Ann')).toBeVisible();
  await userEvent.keyboard('3');
  const rooms = page.getByRole('region', { name: 'Rooms' });
  await expect
    .element(rooms.getByRole('listitem').filter({ hasText: 'Room 3' }))
    .toMatchTextContent(/To be made ready 3 min/);
  await rooms.getByRole('button', { name: 'Is free' }).click();
  await expect.element(page.getByText('Room 3 is free.')).toBeVisible();
  await expect.element(rooms.getByRole('listitem').filter({ hasText: 'Room 3' })).toMatchTextContent(/Free/);
  expect(await accessibilityFaults()).toEqual([]);
});

test('[QUE-4] the line under the pointer stays where it is when lines come above it', async () => {
  const many = Array.from({ length: 60 }, (_, index): OneVisit => ({ id: `m${index}`, start: 600, arrived: 590 }));
  const station = desk(many);
  await render(DeskHarness, { station });
  await expect.poll(() => document.querySelectorAll('[data-row]').length).toBe(60);
  const row = page.getByRole('row', { name: /Testing-5, Ann/ });
  await row.hover();
  const top = () => document.querySelector('[data-row="v-m4"]')!.getBoundingClientRect().top;
  const before = top();
  await submit(station, 'Unknownsen');
  await expect.element(page.getByRole('row', { name: /K2-014/ })).toBeInTheDocument();
  // A list scrolls by whole device pixels.
  expect(Math.abs(top() - before)).toBeLessThan(1);
});

test('[CHK-2] a list of what is to do goes by Enter and ends in checking in; every line says how it is known', async () => {
  const person = inventedPerson(seeded(1), 1, TODAY);
  const facts = [
    practiceFacts(),
    registered('patient-quill', { ...person, phones: [{ number: '+12065550101', use: 'home' }] }),
    smallDay(VISITS)
  ];
  const station = memoryStation({ facts, now: at(600) });
  const screen = await render(DeskHarness, { station, visit: 'v-quill' });
  const list = screen.getByRole('region', { name: 'Check-in' });
  for (const name of [/^Insurance to do card never seen/, /^Phone to do entered 10 mo ago: ask again/])
    await expect.element(list.getByRole('button', { name })).toBeVisible();

  await userEvent.keyboard('i');
  await expect.element(list.getByRole('button', { name: /^Phone/ })).toHaveFocus();
  for (const next of [/^Address/, /^Insurance/, /^Consent to treat/, /^Privacy notice/]) {
    await userEvent.keyboard('{Enter}');
    await expect.element(list.getByRole('button', { name: next })).toHaveFocus();
  }
  expect(await accessibilityFaults()).toEqual([]);
  // A clerk may not go on without a line, but may write down who would not sign.
  await userEvent.keyboard('2');
  await userEvent.keyboard('Signs nothing{Enter}');
  await expect.element(list.getByRole('button', { name: 'Check in' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(list.getByText(/Checked in 10:00 am by AQ/)).toBeVisible();
  expect((await station.rows.visit(SITE, TODAY, 'v-quill'))?.checkedIn).toMatchObject({ by: 'u-ada' });
});
