import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { patientDoc } from '#domain/documents.ts';
import type { PatientHit } from '#station/rows.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { ROOK, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { patientsFacts, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import PatientStage from './PatientStage.svelte';
import RegistrationStage from './RegistrationStage.svelte';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  identifiers: []
};
const withAnn = (): MemoryStation => memoryStation({ facts: [practiceFacts(), registered('pat-ann', ANN)] });
const kinds = (station: MemoryStation): string[] =>
  station.recorded.flatMap(({ facts }) => facts.map(({ kind }) => kind));

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[REG-1] [REG-4] registered from the keyboard, the birth date said back while it is typed (S-1)', async () => {
  const station = memoryStation({ facts: [practiceFacts()] });
  const done: PatientHit[] = [];
  const screen = await render(RegistrationStage, {
    station,
    patient: 'pat-new',
    onregistered: (hit) => done.push(hit)
  });
  await expect.element(screen.getByLabelText('First name')).toHaveFocus();
  await userEvent.keyboard('Joss{Tab}{Tab}Fernaby{Tab}{Tab}{Tab}{Tab}{Tab}12/30/88');
  await expect.element(screen.getByText('December 30, 1988 · 37 y')).toBeVisible();
  await screen.getByLabelText(/^Sex/).selectOptions('Male');
  await screen.getByLabelText('Phone').fill('2065550102');
  await expect.element(screen.getByText('(206) 555-0102')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => done).toHaveLength(1);
  expect(done[0]).toMatchObject({ patient: 'pat-new', family: 'Fernaby', given: 'Joss', birthDate: '1988-12-30' });
  expect(kinds(station)).toEqual(['patient/registered']);
  expect(await station.rows.drafts()).toEqual([]);
  await expect.element(screen.getByText('Fernaby, Joss is registered.')).toBeVisible();
});

test('[REG-2] what is not right is said at its field, and nothing is written or cleared', async () => {
  const station = memoryStation();
  const screen = await render(RegistrationStage, { station, patient: 'pat-new' });
  await screen.getByLabelText(/^Date of birth/).fill('02/29/2023');
  await screen.getByLabelText(/^Last name/).fill('x'.repeat(10_240));
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Name can be up to 120 characters.')).toBeVisible();
  await expect.element(screen.getByText('29 February 2023 does not exist. Check the year.')).toBeVisible();
  await expect.element(screen.getByText('Choose one; “unknown” is one of them.')).toBeVisible();
  await expect.element(screen.getByLabelText(/^Last name/)).toHaveFocus();
  await expect.element(screen.getByLabelText(/^Date of birth/)).toHaveValue('02/29/2023');
  expect(station.recorded).toEqual([]);

  await screen.getByLabelText(/^Date of birth/).fill('1/1/2099');
  await expect.element(screen.getByText('January 1, 2099 is in the future. Check the year.')).toBeVisible();
});

test('[REG-7] an interrupted registration comes back as it was, caret included', async () => {
  const station = memoryStation();
  const screen = await render(RegistrationStage, { station, patient: 'pat-new' });
  await screen.getByLabelText(/^Last name/).fill('Okafo');
  await screen.getByLabelText('First name').fill('Dora');
  const field = document.querySelector<HTMLInputElement>('[name=given]')!;
  field.setSelectionRange(2, 2);
  await userEvent.keyboard('x');
  await expect.poll(async () => (await station.rows.drafts())[0]?.title).toBe('New patient “Okafo, Doxra”');
  await screen.unmount();

  const again = await render(RegistrationStage, { station, patient: 'pat-new' });
  await expect.element(again.getByLabelText('First name')).toHaveValue('Doxra');
  await expect.element(again.getByLabelText(/^Last name/)).toHaveValue('Okafo');
  await expect.element(again.getByLabelText('First name')).toHaveFocus();
  expect(document.querySelector<HTMLInputElement>('[name=given]')!.selectionStart).toBe(3);
});

test('[REG-7] a save that fails keeps the form; the second try makes one patient (S-5)', async () => {
  const station = memoryStation();
  const screen = await render(RegistrationStage, { station, patient: 'pat-new' });
  await screen.getByLabelText(/^Last name/).fill('Fernaby');
  await screen.getByLabelText('Not known').click();
  await screen.getByLabelText(/^Sex/).selectOptions('Unknown');
  station.setFault(new StorageFault('disk-full', 'This device is full. Nothing is lost: the form is still here.'));
  await screen.getByRole('button', { name: /Register/ }).click();
  await expect.element(screen.getByText('This device is full. Nothing is lost: the form is still here.')).toBeVisible();
  await expect.element(screen.getByLabelText(/^Last name/)).toHaveValue('Fernaby');
  station.setFault(null);
  await screen.getByRole('button', { name: /Register/ }).click();
  await expect.element(screen.getByText('Fernaby is registered.')).toBeVisible();
  expect(kinds(station)).toEqual(['patient/registered']);
});

test('[REG-3] who may be known already is shown with reasons while typing, and opened', async () => {
  const known: string[] = [];
  const screen = await render(RegistrationStage, {
    station: withAnn(),
    patient: 'pat-new',
    onknown: ({ patient }) => known.push(patient)
  });
  await screen.getByLabelText('First name').fill('ann');
  await screen.getByLabelText(/^Last name/).fill('rookwell');
  await screen.getByLabelText(/^Date of birth/).fill('3/9/71');
  await expect.element(screen.getByText(/Perhaps known already/)).toBeVisible();
  await expect.element(screen.getByText(/same birth date/)).toBeVisible();
  await screen.getByRole('button', { name: 'Open existing' }).click();
  expect(known).toEqual(['pat-ann']);
});

test('[REG-9] results follow each keystroke; Enter opens the first; nobody found leads to registering (S-6, S-7)', async () => {
  const station = memoryStation({ facts: [registered('pat-ann', ANN), ...patientsFacts(50)] });
  const opened: string[] = [];
  let registers = 0;
  const screen = await render(PatientStage, {
    station,
    patient: null,
    onopen: (id) => opened.push(id),
    onregister: () => registers++
  });
  await userEvent.keyboard('ROOKW');
  await expect.element(screen.getByRole('button', { name: /Rookwell, Ann 03\/09\/1971 F 55 y/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(opened).toEqual(['pat-ann']);
  await userEvent.keyboard('{Escape}zzzz');
  await expect.element(screen.getByText('Nobody found')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(registers).toBe(1);
});

test('[REG-9] Enter before the answer counts when it comes; of something typed since it does not', async () => {
  const station = memoryStation({ facts: [registered('pat-ann', ANN), ...patientsFacts(50)] });
  const opened: string[] = [];
  await render(PatientStage, { station, patient: null, onopen: (id) => opened.push(id) });
  const box = page.getByLabelText('Find a patient').element() as HTMLInputElement;
  const type = (text: string): void => {
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const enter = (): unknown => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));

  type('ROOKW');
  enter();
  expect(opened).toEqual([]);
  await expect.poll(() => opened).toEqual(['pat-ann']);

  type('ROOK');
  enter();
  type('ROOKZZ');
  await expect.element(page.getByText('Nobody found')).toBeVisible();
  expect(opened).toEqual(['pat-ann']);
});

test('[REG-9] without a search those opened lately are offered', async () => {
  const screen = await render(PatientStage, { station: withAnn(), patient: null, recent: ['pat-gone', 'pat-ann'] });
  await expect.element(screen.getByRole('heading', { name: 'Opened lately' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /Rookwell, Ann/ })).toBeVisible();
  expect(await violations()).toEqual([]);
});

test('[REG-5] a field is changed where it stands, and taken back', async () => {
  const station = withAnn();
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await screen.getByRole('button', { name: 'Edit date of birth' }).click();
  await screen.getByLabelText(/^Date of birth/).fill('9/3/1971');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Date of birth is changed.')).toBeVisible();
  expect(station.recorded.at(-1)?.facts[0]?.of).toEqual({
    patient: 'pat-ann',
    field: 'birthDate',
    from: '1971-03-09',
    to: '1971-09-03'
  });
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(async () => (await station.rows.patient('pat-ann'))?.birthDate).toBe('1971-03-09');
});

test('[REG-6] a fork is a card with both values; choosing one settles it', async () => {
  const station = withAnn();
  const doc = patientDoc('pat-ann');
  const of = { patient: 'pat-ann', field: 'birthDate', from: '1971-03-09' };
  station.receive(doc, [{ kind: 'patient/changed', of: { ...of, to: '1971-03-19' } }], 7);
  station.receive(doc, [{ kind: 'patient/changed', of: { ...of, to: '1971-09-03' } }], 8);
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await expect.element(screen.getByText(/two desks changed it without knowing of each other/)).toBeVisible();
  expect(await violations()).toEqual([]);
  await screen.getByRole('button', { name: '03/19/1971' }).click();
  await expect.element(screen.getByText('Date of birth is settled.')).toBeVisible();
  expect((await station.rows.patient('pat-ann'))?.forks).toEqual([]);
});

test('[REG-10] past visits stand in the clinic’s zone, appointments apart', async () => {
  const encounter = { patient: 'pat-ann', encounter: 'e-1', class: 'AMB', end: null, what: 'Annual exam' };
  const late = { ...encounter, start: Date.UTC(2020, 0, 3, 2, 30) };
  const station = memoryStation({
    facts: [
      practiceFacts(),
      registered('pat-ann', ANN),
      dayOf([bookedFact({ patient: 'pat-ann', label: ROOK })]),
      dayOf([bookedFact({ patient: 'pat-ann', appointment: 'a-old', label: ROOK })], '2026-10-01')
    ]
  });
  station.receive(patientDoc('pat-ann'), [{ kind: 'encounter/recorded', of: late }], 7);
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await expect.element(screen.getByText('01/02/2020')).toBeVisible();
  await expect.element(screen.getByText('9:30 pm')).toBeVisible();
  await expect.element(screen.getByRole('link', { name: /Fri, Nov 20 9:00 am Established, Dr Kimball/ })).toBeVisible();
  await expect.element(screen.getByRole('heading', { name: 'Earlier' })).toBeVisible();
  expect(await violations()).toEqual([]);
});

test('a patient who is not here is said so', async () => {
  const screen = await render(PatientStage, { station: withAnn(), patient: 'pat-nobody' });
  await expect.element(screen.getByText('This patient is not on this device')).toBeVisible();
});

test.each(['<img src=x onerror="window.hacked=1">', '\u202Egnp.exe', '=cmd()', 'x'.repeat(120), 'محمد'])(
  '[REG-2] the name %.30s is text everywhere',
  async (family) => {
    const station = memoryStation({
      facts: [practiceFacts(), registered('pat-odd', { ...ANN, name: { family, given: ['A'], preferred: family } })]
    });
    const screen = await render(PatientStage, { station, patient: 'pat-odd' });
    await expect.element(screen.getByRole('heading', { level: 1 })).toBeVisible();
    expect(document.querySelector('main img')).toBeNull();
    expect((window as { hacked?: number }).hacked).toBeUndefined();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1366);
  }
);

test('axe finds nothing in a registration with everything wrong', async () => {
  const screen = await render(RegistrationStage, { station: withAnn(), patient: 'pat-new' });
  await screen.getByLabelText('First name').fill('Ann');
  await screen.getByLabelText(/^Last name/).fill('Rookwell');
  await screen.getByLabelText(/^Date of birth/).fill('3/9/71');
  await screen.getByLabelText('E-mail').fill('ann');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('Type an e-mail address like name@example.org.')).toBeVisible();
  expect(await violations()).toEqual([]);
});

test('[REG-3] a nickname, a swapped birth date and the same phone are reasons too; one alike name is none', async () => {
  const station = memoryStation({
    facts: [registered('pat-bob', { ...ANN, name: { family: 'Fernaby', given: ['Robert'] }, sex: 'male' })]
  });
  const screen = await render(RegistrationStage, { station, patient: 'pat-new' });
  await screen.getByLabelText('First name').fill('Bob');
  await screen.getByLabelText(/^Last name/).fill('Fernaby');
  await expect.element(screen.getByText(/Perhaps known already/)).not.toBeInTheDocument();
  await screen.getByLabelText(/^Date of birth/).fill('9/3/1971');
  await expect
    .element(screen.getByText('birth date with digits swapped, same last name, same first name'))
    .toBeVisible();
});

test('[REG-7] half a change of a field is kept too, and gone once it is saved', async () => {
  const station = withAnn();
  const screen = await render(PatientStage, { station, patient: 'pat-ann' });
  await screen.getByRole('button', { name: 'Edit e-mail' }).click();
  await screen.getByLabelText('E-mail').fill('ann@exam');
  await expect.poll(async () => (await station.rows.drafts())[0]?.title).toBe('E-mail of Rookwell, Ann');
  await screen.unmount();

  const again = await render(PatientStage, { station, patient: 'pat-ann', edit: 'email' });
  await expect.element(again.getByLabelText('E-mail')).toHaveValue('ann@exam');
  await again.getByLabelText('E-mail').fill('ann@example.org');
  await userEvent.keyboard('{Enter}');
  await expect.element(again.getByText('E-mail is changed.')).toBeVisible();
  expect(await station.rows.drafts()).toEqual([]);
});

test('[TEXT-2] a card number is refused, hidden on screen, and in no draft', async () => {
  const station = memoryStation();
  const screen = await render(RegistrationStage, { station, patient: 'pat-new' });
  await screen.getByLabelText(/^Last name/).fill('Fernaby');
  await screen.getByLabelText('Street').fill('4111 1111 1111 1111');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText(/Card numbers are not kept here/)).toBeVisible();
  await expect.element(screen.getByLabelText('Street')).toHaveValue('•••• •••• •••• 1111');
  expect(JSON.stringify(await station.rows.drafts())).not.toContain('4111');
  expect(station.recorded).toEqual([]);
});
