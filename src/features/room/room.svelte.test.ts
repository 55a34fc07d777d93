import '#ui/tokens.css';
import '#ui/base.css';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import RoomTablet from './RoomTablet.svelte';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

async function tablet(): Promise<MemoryStation> {
  const visits = smallDay([{ id: 'one', start: 590, arrived: 580, called: { at: 594, room: 'room-3' } }]);
  const station = memoryStation({ device: { surface: 'room' }, facts: [practiceFacts(), visits], now: at(600) });
  const props = { room: 'room-3', onchangeroom: () => {} };
  await renderAt(station, RoomTablet, props);
  await expect.element(page.getByRole('heading', { name: 'Testing-1, Ann' })).toBeVisible();
  return station;
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

test('[ROOM-3] [ROOM-5] one tap says the next step, and one takes it back', async () => {
  await tablet();
  await button('In room').click();
  await expect.element(button('In room')).toHaveAttribute('aria-pressed', 'true');
  await expect.element(button('Room free')).toBeDisabled();
  await button('Undo').click();
  await expect.element(button('In room')).toHaveAttribute('aria-pressed', 'false');
  await expect.element(button('In room')).toBeEnabled();
});

test('[ROOM-10] a token is asked for by one tap and met by another', async () => {
  await tablet();
  const nurse = page.getByRole('button', { name: /^Nurse/ });
  await nurse.click();
  await expect.element(nurse).toHaveAttribute('aria-pressed', 'true');
  await nurse.click();
  await expect.element(nurse).toHaveAttribute('aria-pressed', 'false');
});

test('[ROOM-7] untouched for two minutes, it covers who is here; a touch shows it', async () => {
  const station = await tablet();
  station.setNow(at(603));
  vi.advanceTimersByTime(1_000);
  await expect.element(page.getByText('Testing-1')).not.toBeInTheDocument();
  await page.getByText('Touch the screen to see who is here').click();
  await expect.element(page.getByRole('heading', { name: 'Testing-1, Ann' })).toBeVisible();
});

test('[ROOM-8] a disk that is full is told in words, and nothing is shown as done', async () => {
  const station = await tablet();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await button('Done').click();
  await expect.element(page.getByText(/This tablet did not save that/)).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Testing-1, Ann' })).toBeVisible();
});

test('[ROOM-9] before the first sync is done no room is called free', async () => {
  const station = await tablet();
  station.setStatus({ firstSync: 0.4 });
  await expect.element(page.getByRole('heading', { name: 'Getting today’s visits' })).toBeVisible();
  await expect.element(button('Room free')).not.toBeInTheDocument();
  station.setStatus({ firstSync: null });
  await expect.element(page.getByRole('heading', { name: 'Testing-1, Ann' })).toBeVisible();
});
