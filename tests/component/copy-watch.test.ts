import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import CopyWatchStage from './CopyWatchStage.svelte';

/** The clipboard of a test browser asks for leave; what would be written to it is kept here. */
let copied: string[] = [];
const clipboard = navigator.clipboard;
beforeEach(() => {
  copied = [];
  const writeText = (text: string): Promise<void> => Promise.resolve(void copied.push(text));
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
});
afterEach(() => Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard }));

async function deskOf(role: StaffRole, path: string): Promise<MemoryStation> {
  const station = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role } });
  await renderAt(station, CopyWatchStage, { path });
  return station;
}

function select(id: string): void {
  const element = document.getElementById(id)!;
  getSelection()?.selectAllChildren(element);
  element.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true }));
}

test('[MIN-4] a text goes to the clipboard once the access log has it, by the patient whose page it is', async () => {
  const station = await deskOf('clerk', '/patients/p-ann');
  select('told');
  await expect.poll(() => copied).toEqual(['Rookwell, Ann']);
  expect(station.noted).toEqual([{ action: 'field/copied', refs: ['patient:p-ann'], fields: [] }]);
});

test('[MIN-4] whose role does not export copies nothing, is told so, and that they tried is written down', async () => {
  const station = await deskOf('assistant', '/today');
  select('told');
  await expect.poll(() => station.noted).toMatchObject([{ action: 'field/copied', verdict: 'denied' }]);
  expect(copied).toEqual([]);
  expect(document.body.textContent).toContain('Your role does not copy patients’ data.');
});

test('[MIN-4] what cannot be written down is not copied', async () => {
  const station = await deskOf('clerk', '/today');
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  select('told');
  await expect.poll(() => document.body.textContent).toContain('This device is full.');
  expect(copied).toEqual([]);
});

test('[MIN-4] what somebody is typing is theirs: nobody asks', async () => {
  const station = await deskOf('assistant', '/today');
  const entry = document.querySelector('input')!;
  await userEvent.fill(entry, 'Moss');
  entry.select();
  const copying = new ClipboardEvent('copy', { bubbles: true, cancelable: true });
  entry.dispatchEvent(copying);
  expect(copying.defaultPrevented).toBe(false);
  expect(station.noted).toEqual([]);
});

test.each([
  ['told', false],
  ['picture', false],
  ['handle', true],
  ['entry', true]
])('[MIN-4] nothing is dragged out of a page but what is made for it: %s', async (id, isDragged) => {
  await deskOf('clerk', '/today');
  const started = new DragEvent('dragstart', { bubbles: true, cancelable: true });
  document.getElementById(id)!.dispatchEvent(started);
  expect(!started.defaultPrevented).toBe(isDragged);
});
