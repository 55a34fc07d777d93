import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { seeded } from '#domain/random.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { practiceFacts, registered, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import ShellHarness from './ShellHarness.svelte';

function desk(): MemoryStation {
  const person = inventedPerson(seeded(1), 1, TODAY);
  const name = { family: 'Quillfeather', given: ['Bea'] };
  return memoryStation({
    facts: [
      practiceFacts(),
      registered('patient-bea', { ...person, name, birthDate: '1971-03-09' }),
      smallDay([{ id: 'quill', start: 600, arrived: 590, family: 'Quill' }])
    ],
    now: at(600)
  });
}

test('[SHELL-1] day, site, person, screens with their counts; and it is accessible', async () => {
  await render(ShellHarness, { station: desk() });
  await expect.element(page.getByRole('banner')).toMatchTextContent(/Fri, Nov 20 · Harbor Street/);
  await expect.element(page.getByRole('link', { name: /^Today/ })).toHaveAttribute('aria-current', 'page');
  await expect.element(page.getByRole('link', { name: '2 conflicts' })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
});

test('[SHELL-2] “/” finds those who are here first, then patients with two identifiers; Enter opens', async () => {
  const opened: string[] = [];
  await render(ShellHarness, { station: desk(), go: (path: string) => opened.push(path) });
  await userEvent.keyboard('/quill');
  const options = page.getByRole('option');
  await expect.element(options.nth(0)).toMatchTextContent(/Quill, Ann.*Here · K1-001/);
  await expect.element(options.nth(1)).toMatchTextContent(/Quillfeather, Bea.*03\/09\/1971/);
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await userEvent.keyboard('/quill');
  await expect.element(options.nth(1)).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(opened).toEqual(['/today?visit=v-quill', '/patients/patient-bea']);
});

test('[SHELL-2] who was found for fewer letters is not opened in the place of who is asked for now', async () => {
  const opened: string[] = [];
  const late: (() => void)[] = [];
  let isSlow = false;
  const station = desk();
  const slow: MemoryStation = {
    ...station,
    watch: (query, next) => station.watch(query, (value) => void (isSlow ? late.push(() => next(value)) : next(value)))
  };
  await render(ShellHarness, { station: slow, go: (path: string) => opened.push(path) });
  await userEvent.keyboard('/quill');
  await expect.element(page.getByRole('option').nth(1)).toBeVisible();
  isSlow = true;
  await userEvent.keyboard('f{Enter}');
  expect(opened).toEqual([]);

  await expect.poll(() => late.length).toBeGreaterThan(0);
  for (const answer of late) answer();
  // The Enter that came too early counts now, for who is found now.
  await expect.poll(() => opened).toEqual(['/patients/patient-bea']);
});

test('[SHELL-3] [SHELL-4] the status line follows the link and explains itself', async () => {
  const station = desk();
  await render(ShellHarness, { station });
  const line = page.getByRole('button', { name: /Explain/ });
  await expect.element(line).toMatchTextContent('Saved · Sent');
  station.setOnline(false);
  station.setStatus({ unsent: 3, unsentSince: at(590), waiting: [{ doc: 'patient/8f2k', facts: 3 }] });
  await expect.element(line).toMatchTextContent('Offline 0 min · 3 to send');
  await line.click();
  const story = page.getByRole('dialog', { name: 'What is saved and sent' });
  await expect.element(story).toMatchTextContent(/Go on working.*3 changes wait.*A patient’s record3 changes/);
  expect(await accessibilityFaults()).toEqual([]);
});

test('[SHELL-6] parked drafts stand in the tray, but not the one in hand; throwing one away can be undone', async () => {
  const station = desk();
  const draft = (key: string, title: string) => ({
    key,
    title,
    path: `/patients/new?draft=${key}`,
    content: { family: 'Okaf' }
  });
  await station.keepDraft(draft('1', 'New patient “Okaf…”'));
  await station.keepDraft(draft('2', 'New patient “Lee”'));
  await render(ShellHarness, { station, path: '/patients/new?draft=2' });
  const tray = page.getByRole('region', { name: 'Parked drafts' });
  await expect.element(tray.getByRole('link')).toHaveAttribute('href', '/patients/new?draft=1');
  await tray.getByRole('button', { name: /Throw away/ }).click();
  await expect.element(tray).not.toBeInTheDocument();
  await page.getByRole('button', { name: /Undo/ }).click();
  await expect.element(tray.getByRole('link')).toMatchTextContent('New patient “Okaf…”');
  expect((await station.rows.draft('1'))?.content).toEqual({ family: 'Okaf' });
});

test('[UI-4] keys are commands outside fields, F-keys and Ctrl K everywhere; “?” lists them', async () => {
  const opened: string[] = [];
  await render(ShellHarness, { station: desk(), go: (path: string) => opened.push(path) });
  await page.getByLabelText('Note').click();
  await userEvent.keyboard('?/');
  await expect.element(page.getByLabelText('Note')).toHaveValue('?/');
  await userEvent.keyboard('{F3}');
  expect(opened).toEqual(['/schedule']);
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(page.getByRole('combobox', { name: 'Command, patient, visit or ticket' })).toHaveFocus();
  await userEvent.keyboard('pat');
  await userEvent.keyboard('{Enter}');
  expect(opened).toEqual(['/schedule', '/patients']);

  (document.activeElement as HTMLElement | null)?.blur();
  await userEvent.keyboard('?');
  const list = page.getByRole('dialog', { name: 'Keys of this screen' });
  await expect.element(list).toMatchTextContent(/Undo the last step/);
  expect(await accessibilityFaults()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(list).not.toBeInTheDocument();
});

test('[SHELL-1] the person at the desk can hand it over', async () => {
  let out = 0;
  await render(ShellHarness, { station: desk(), onsignout: () => out++ });
  await page.getByRole('button', { name: /Ada Quill/ }).click();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(out).toBe(1);
});
