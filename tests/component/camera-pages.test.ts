import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { DocumentPart } from '#domain/document/document-facts.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { cameraSees } from '#tests/fixtures/camera.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import DocumentsStage from './DocumentsStage.svelte';

const desk = (): MemoryStation => memoryStation({ facts: [practiceFacts()] });

const captured = (station: MemoryStation) =>
  station.recorded.flatMap(({ facts }) =>
    facts.flatMap((fact) =>
      fact.kind === 'scan/captured' ? [fact.of as { source: string; parts: DocumentPart[] }] : []
    )
  );

beforeEach(async () => {
  await page.viewport(1366, 768);
});

test('[DOC-10] pages are taken by a key, put in order, left out, and kept as one paper; the camera goes off', async () => {
  const camera = cameraSees();
  const station = desk();
  await render(DocumentsStage, { station });
  await expect.element(page.getByText('No document waits to be filed')).toBeVisible();
  await userEvent.keyboard('c');
  await expect.element(page.getByRole('button', { name: 'Keep 0 pages' })).toBeDisabled();
  await expect.element(page.getByRole('button', { name: /Take a page/ })).toBeEnabled();
  for (const count of [1, 2, 3]) {
    await page.getByRole('button', { name: /Take a page/ }).click();
    await expect.element(page.getByRole('img', { name: `Page ${count}` })).toBeVisible();
  }
  const urls = (): string[] =>
    [...document.querySelectorAll<HTMLImageElement>('ol[aria-label="Pages taken"] img')].map(({ src }) => src);
  const [first, second, third] = urls();
  await page.getByRole('button', { name: 'Page 3 earlier' }).click();
  expect(urls()).toEqual([first, third, second]);
  await page.getByRole('button', { name: 'Leave out page 1' }).click();
  expect(urls()).toEqual([third, second]);
  expect(await accessibilityFaults()).toEqual([]);
  await page.screenshot({ path: '../../test-results/shots/camera-pages.png' });
  await page.getByRole('button', { name: 'Keep 2 pages' }).click();
  await expect.element(page.getByText('2 pages saved on this device.')).toBeVisible();
  expect(captured(station)).toMatchObject([{ source: 'camera', parts: [{}, {}] }]);
  expect(camera.isOn()).toBe(false);
  await page.getByRole('button', { name: /Taken by camera/ }).click();
  await expect.element(page.getByRole('img', { name: 'Taken by camera' }).nth(1)).toBeVisible();
});

test('[DOC-10] without a camera it is said, and cancelled nothing is kept', async () => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'));
  const station = desk();
  await render(DocumentsStage, { station });
  await page.getByRole('button', { name: /Camera/ }).click();
  await expect.element(page.getByText(/There is no camera here/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(captured(station)).toEqual([]);
});

test('[DOC-11] a card is cut out by itself, its corners are moved by keys, and the picture is put back until it is filed', async () => {
  cameraSees(true);
  const station = desk();
  await render(DocumentsStage, { station });
  await page.getByRole('button', { name: /Camera/ }).click();
  await expect.element(page.getByRole('button', { name: /Take a page/ })).toBeEnabled();
  await userEvent.keyboard('t');
  const shown = (): HTMLImageElement | null => document.querySelector('ol[aria-label="Pages taken"] img');
  const shape = (): number => (shown() ? shown()!.naturalWidth / shown()!.naturalHeight : 0);
  await expect.poll(shape).toBeCloseTo(85.6 / 53.98, 1);

  await page.getByRole('button', { name: 'Cut page 1' }).click();
  const corner = page.getByRole('button', { name: /^Top left corner/ });
  const before = corner.element().getAttribute('aria-label');
  (corner.element() as HTMLElement).focus();
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
  await expect.poll(() => corner.element().getAttribute('aria-label')).not.toBe(before);
  await userEvent.keyboard('f');
  await expect.poll(() => corner.element().getAttribute('aria-label')).toBe(before);
  await userEvent.keyboard('r');
  await expect.element(page.getByRole('img', { name: 'The page as it will be kept' })).toBeVisible();
  expect(await accessibilityFaults()).toEqual([]);
  await page.screenshot({ path: '../../test-results/shots/crop.png' });
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.poll(shape).toBeCloseTo(53.98 / 85.6, 1);
  await page.getByRole('button', { name: 'Keep 1 page' }).click();
  await expect
    .poll(() => captured(station))
    .toMatchObject([{ parts: [{ cutFrom: { turns: 1, type: 'image/jpeg' } }] }]);
  const [taken] = captured(station)[0]!.parts;

  await page.getByRole('button', { name: /Taken by camera/ }).click();
  await page.getByRole('button', { name: 'Cut page 1' }).click();
  await page.getByRole('button', { name: /Whole picture/ }).click();
  await page.getByRole('button', { name: /Use this page/ }).click();
  const changed = async (): Promise<readonly DocumentPart[]> => (await station.rows.scans())[0]?.parts ?? [];
  await expect.poll(async () => (await changed())[0]?.blob).toBe(taken!.cutFrom!.blob);
  expect((await changed())[0]?.cutFrom).toBeUndefined();
});
