import axe from 'axe-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { DowntimePacket } from '#domain/scheduling/downtime.ts';
import { MEMORY_NOW, memoryStation } from '#station/memory-station.ts';
import { ROOK } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import DowntimeStage from './DowntimeStage.svelte';

const PACKET: DowntimePacket = {
  madeAt: MEMORY_NOW - 12 * 60_000,
  trueAt: MEMORY_NOW - 7 * 60_000,
  practice: 'Larkspur Family Practice',
  office: 'Main Street',
  days: [
    {
      date: TODAY,
      providers: [
        {
          called: 'Dr Kimball',
          lines: [
            {
              start: 540,
              minutes: 20,
              label: ROOK,
              phone: '+15125550101',
              visit: 'Established',
              note: 'Wheelchair',
              where: 'Room 1',
              provisional: false
            }
          ]
        }
      ]
    },
    { date: '2026-11-21', providers: [] }
  ],
  calls: [{ name: 'Dr Kimball', about: 'On call: Practice', phone: '+15125550109' }],
  seen: 4
};

let saved: Blob | null = null;
beforeEach(async () => {
  saved = null;
  await page.viewport(1366, 768);
  vi.spyOn(window, 'print').mockImplementation(() => undefined);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => ((saved = blob as Blob), 'blob:saved'));
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
});

const stationOf = (downtime?: DowntimePacket, role: 'clerk' | 'privacy-officer' = 'clerk') =>
  memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role }, ...(downtime && { downtime }) });

test('[DOWN-3] the packet says how old it is, is looked at and printed with one key, and both are in the access log', async () => {
  const station = stationOf(PACKET);
  const screen = await render(DowntimeStage, { station });
  await expect.element(screen.getByText('7 min old')).toBeVisible();
  await expect.element(screen.getByRole('heading', { name: /Dr Kimball, Friday, November 20, 2026/ })).toBeVisible();
  await expect.element(screen.getByText('(512) 555-0101')).toBeVisible();
  expect((await axe.run(document.body)).violations.map(({ id }) => id)).toEqual([]);

  await userEvent.keyboard('p');
  await expect
    .poll(() => document.querySelector('.print-sheet')?.textContent ?? '')
    .toMatch(/As this desk knew it.*Rookwell/s);
  const refs = [`day:${SITE}/${TODAY}`, `day:${SITE}/2026-11-21`];
  expect(station.noted).toMatchObject([
    { action: 'day/viewed', refs },
    { action: 'sheet/printed', refs }
  ]);
});

test('[DOWN-3] forms for new patients are printed apart, empty', async () => {
  const screen = await render(DowntimeStage, { station: stationOf(PACKET) });
  await screen.getByRole('button', { name: 'Print blank forms' }).click();
  await expect.poll(() => document.querySelector('.print-sheet')?.textContent ?? '').toMatch(/Your signature/);
  expect(document.querySelector('.print-sheet')?.textContent).not.toMatch(/Rookwell|Printed by/);
});

test('[DOWN-4] it is saved as a file only after saying what that means; the file needs nothing but itself', async () => {
  const station = stationOf(PACKET);
  const screen = await render(DowntimeStage, { station });
  await screen.getByRole('button', { name: 'Save to this computer' }).click();
  await expect.element(screen.getByText('anybody who opens it can read it')).toBeVisible();
  expect(saved).toBeNull();
  await screen.getByRole('button', { name: 'Save the file' }).click();
  await expect.poll(() => saved).not.toBeNull();
  const text = await saved!.text();
  expect(text).toMatch(/^<!doctype html>/);
  expect(text).toContain('Rookwell');
  expect(text).toContain('border-collapse');
  expect(text).not.toMatch(/<script|<link|src=|https?:/);
  expect(station.noted.at(-1)).toMatchObject({ action: 'field/copied' });
});

test('[DOWN-3] who may not see phones sees no packet, and a desk without one says so', async () => {
  const officer = await render(DowntimeStage, { station: stationOf(PACKET, 'privacy-officer') });
  await expect.element(officer.getByText('This packet is not shown to you')).toBeVisible();
  expect(document.body.textContent).not.toContain('Rookwell');
  await officer.unmount();
  const empty = await render(DowntimeStage, { station: stationOf() });
  await expect.element(empty.getByText('No packet yet')).toBeVisible();
});
