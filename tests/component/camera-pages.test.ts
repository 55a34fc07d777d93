import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { accessibilityFaults } from '#tests/setup/axe.ts';
import DocumentsStage from './DocumentsStage.svelte';

const desk = (): MemoryStation => memoryStation({ facts: [practiceFacts()] });

/** A camera that looks at an invented paper. */
function cameraSees(): { readonly isOn: () => boolean } {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1280, 720];
  const context = canvas.getContext('2d')!;
  const stream = canvas.captureStream(30);
  let shade = 0;
  const timer = setInterval(() => {
    context.fillStyle = `rgb(${(shade = (shade + 9) % 256)} 240 230)`;
    context.fillRect(0, 0, 1280, 720);
    if (stream.getTracks().every(({ readyState }) => readyState === 'ended')) clearInterval(timer);
  }, 20);
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(stream);
  return { isOn: () => stream.getTracks().some(({ readyState }) => readyState === 'live') };
}

const captured = (station: MemoryStation) =>
  station.recorded.flatMap(({ facts }) =>
    facts.flatMap((fact) =>
      fact.kind === 'scan/captured' ? [fact.of as { source: string; parts: { blob: string }[] }] : []
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
