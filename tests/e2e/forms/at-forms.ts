import { expect, type Page } from '@playwright/test';
import type { Form } from '#domain/forms/form.ts';
import { accessibilityFaults } from '../axe.ts';
import type { HeadlessDesk } from '../headless-desk.ts';
import type { Surface } from '../harness.ts';

/** The rules that no step of a form may break. */
export async function expectAccessible({ page }: Pick<Surface, 'page'>, step: string): Promise<void> {
  expect([step, await accessibilityFaults(page)]).toEqual([step, []]);
}

/** Signs as a finger does: two strokes over the field. */
export async function drawName(page: Page, label: RegExp): Promise<void> {
  const pad = page.getByRole('img', { name: label });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  for (const from of [0.15, 0.55]) {
    await page.mouse.move(x + from * width, y + 0.6 * height);
    await page.mouse.down();
    await page.mouse.move(x + (from + 0.15) * width, y + 0.3 * height, { steps: 4 });
    await page.mouse.move(x + (from + 0.25) * width, y + 0.65 * height, { steps: 4 });
    await page.mouse.up();
  }
}

/** Somebody new on record, and forms that were given to them. */
export async function givenForms(desk: HeadlessDesk, packet: string, forms: readonly string[]): Promise<void> {
  await desk.append('patient/forms-pat', 'patient/registered', {
    ...{ patient: 'forms-pat', source: 'desk', name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29' },
    ...{ sex: 'female', phones: [{ number: '+12065550142', use: 'mobile' }], identifiers: [] }
  });
  await desk.append(`case/${packet}`, 'packet/given', {
    ...{ case: packet, patient: 'forms-pat', site: 'main', visitType: null, language: 'en' },
    forms: forms.map((form) => ({ form, version: '1' }))
  });
}

/** A patient handed these in before: of them nothing is due. */
export async function doneBefore(desk: HeadlessDesk, patient: string, forms: readonly Form[]): Promise<void> {
  const of = { case: 'done-before', patient, language: 'en' } as const;
  await desk.appendAll('case/done-before', [
    {
      kind: 'packet/given',
      of: { ...of, site: 'main', visitType: null, forms: forms.map(({ form, version }) => ({ form, version })) }
    },
    ...forms.map(({ form, version, title }) => ({
      kind: 'form/submitted',
      of: { ...of, form, version, hand: 'patient', answers: [], text: [title.en] }
    })),
    { kind: 'packet/closed', of: { case: 'done-before', how: 'archived' } }
  ]);
}
