import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { ruleWords } from '#features/forms/rule-words.ts';
import { givePacket } from '#features/forms/give-packet.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import SignaturePad from '#ui/SignaturePad.svelte';
import FormsStage from './FormsStage.svelte';

const JOSS = {
  name: { family: 'Fernaby', given: ['Joss'] },
  birthDate: '1988-12-30',
  sex: 'male' as const,
  phones: [],
  identifiers: []
};
type Points = readonly (readonly (readonly [number, number])[])[];

test('[FORM-7] the drawing pad keeps each stroke of the pen, from 0 to 1 across and down, and one that is broken off', async () => {
  const drawn: Points[] = [];
  await render(SignaturePad, { label: 'Sign here', strokes: [], onstrokes: (next: Points) => void drawn.push(next) });
  const pad = page.getByRole('img', { name: 'Sign here' }).element() as SVGSVGElement;
  pad.setPointerCapture = () => undefined; // a made-up pointer cannot be captured
  const { left, top, width, height } = pad.getBoundingClientRect();
  const at = (type: string, x: number, y: number): void =>
    void pad.dispatchEvent(
      new PointerEvent(type, { pointerId: 1, clientX: left + x * width, clientY: top + y * height, bubbles: true })
    );
  at('pointermove', 0.9, 0.9); // no pen is down
  at('pointerdown', 0.25, 0.5);
  at('pointermove', 0.5, 0.25);
  at('pointerup', 0.5, 0.25);
  at('pointerdown', 0.75, 0.75);
  at('pointercancel', 0.75, 0.75);
  at('pointerup', 0.75, 0.75);
  const rounded = drawn.map((strokes) =>
    strokes.map((stroke) => stroke.map((point) => point.map((n) => +n.toFixed(2))))
  );
  expect(rounded).toEqual([
    [
      [
        [0.25, 0.5],
        [0.5, 0.25]
      ]
    ],
    [[[0.75, 0.75]]]
  ]);
});

test('[FORM-5] the Forms tab of Practice: a rule is changed, wrong ages and states are refused in words, nothing unchanged is saved', async () => {
  await page.viewport(1366, 768);
  const station = memoryStation({ facts: [practiceFacts()], user: { user: 'u-m', role: 'manager' } });
  await render(FormsStage, { station, packet: '', view: 'rules' });
  const rule = page.getByRole('form', { name: 'Visits by video or phone' });
  const save = rule.getByRole('button', { name: 'Save' });
  await expect.element(save).toBeDisabled();
  await rule.getByRole('textbox', { name: 'From age' }).fill('eighteen');
  await save.click();
  await expect.element(page.getByText(ruleWords['rule/bad-age']({ code: 'rule/bad-age' }))).toBeVisible();
  await rule.getByRole('textbox', { name: 'From age' }).fill('18');
  await rule.getByRole('textbox', { name: 'States' }).fill('Maine');
  await save.click();
  await expect.element(page.getByText(ruleWords['rule/bad-states']({ code: 'rule/bad-states' }))).toBeVisible();
  expect(station.recorded).toEqual([]);
  await rule.getByRole('textbox', { name: 'States' }).fill('ME, OH');
  await rule.getByRole('combobox', { name: 'Given to' }).selectOptions('established');
  await save.click();
  await expect
    .poll(() => station.recorded.map(({ facts: [fact] }) => fact?.of))
    .toMatchObject([
      { form: 'telehealth', isOn: true, when: { who: 'established', minAge: 18, states: ['ME', 'OH'] } }
    ]);
  await rule.getByRole('checkbox', { name: /Visits by video or phone/ }).click();
  await save.click();
  await expect.poll(() => station.recorded[1]?.facts[0]?.of).toMatchObject({ form: 'telehealth', isOn: false });
});

test('[FORM-23] a page is read aloud where the device has a voice, silenced by a key, and no answer is said', async () => {
  await page.viewport(820, 1180);
  const station = memoryStation({
    facts: [practiceFacts(), registered('pat-fern', JOSS)],
    user: { user: 'u-c', role: 'coordinator' }
  });
  const given = await givePacket(station, { patient: 'pat-fern', forms: ['phq-2'], language: 'en', visitType: null });
  if (!given.ok) throw new Error(given.error.code);
  const said: string[] = [];
  const hush = vi.fn();
  const voice = { has: (one: string) => one === 'en', speak: (text: string) => void said.push(text), hush };
  await render(FormsStage, { station, packet: given.value, view: 'handed', voice });
  await page.getByRole('button', { name: 'Read aloud' }).click();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('Little interest or pleasure in doing things. Not at all. Several days.');
  await page.getByRole('radio', { name: 'Several days' }).first().click();
  expect(said).toHaveLength(1);
  const before = hush.mock.calls.length;
  await userEvent.keyboard('{Escape}');
  expect(hush.mock.calls.length).toBe(before + 1);
  await expect.element(page.getByRole('button', { name: 'Read aloud' })).toHaveAttribute('aria-pressed', 'false');
  // No voice of its own speaks Spanish here.
  await page.getByRole('button', { name: 'Español' }).click();
  await expect.element(page.getByRole('button', { name: /voz alta/ })).not.toBeInTheDocument();
});
