import '#ui/tokens.css';
import '#ui/base.css';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { FieldProposal } from '#domain/intake/proposals.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import ToldFields from './ToldFields.svelte';

const NAME = { family: 'Testing-1', given: ['Ann'] };
const PROPOSALS: readonly FieldProposal[] = [
  { submission: 's', field: 'name', from: NAME, to: { ...NAME, family: 'Larch' }, reason: 'differs', isHighRisk: true },
  { submission: 's', field: 'email', from: null, to: 'ann@example.org', reason: 'new', isHighRisk: false }
];

async function shown(): Promise<string[]> {
  const said: string[] = [];
  const station = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'clerk' } });
  await renderAt(station, ToldFields, {
    proposals: PROPOSALS,
    takesFocus: true,
    ontake: async ({ field }: FieldProposal, hasId: boolean) => {
      said.push(`take ${field}${hasId ? ' with an ID' : ''}`);
      return true;
    },
    onrefuse: async ({ field }: FieldProposal) => {
      said.push(`refuse ${field}`);
      return true;
    },
    onopen: (field: string) => said.push(`open ${field}`),
    onsettled: () => undefined
  });
  return said;
}

const row = (field: string) => page.elementLocator(document.querySelector(`[data-told="${field}"]`) ?? document.body);

test('[ARR-13] what was told stands beside the record; Enter takes it, Backspace keeps the record', async () => {
  const said = await shown();
  await expect.element(row('name')).toHaveFocus();
  await expect
    .poll(() => row('email').element().textContent.replace(/\s+/g, ' '))
    .toContain('nothing → told ann@example.org');
  (document.querySelector('[data-told="email"]') as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await userEvent.keyboard('{Backspace}');
  await expect.poll(() => said).toEqual(['take email', 'refuse email']);
});

test('[ARR-13] Enter on a name asks for an ID and writes nothing by itself', async () => {
  const said = await shown();
  await expect.element(row('name')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  const seen = page.getByRole('button', { name: /ID seen: write it/ });
  await expect.element(seen).toHaveFocus();
  expect(said).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(row('name')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await seen.click();
  await expect.poll(() => said).toEqual(['take name with an ID']);
});
