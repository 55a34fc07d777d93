import '#ui/tokens.css';
import '#ui/base.css';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { BoardLayout } from '#domain/board/areas.ts';
import { WHOLE_SITE } from '#domain/board/board.ts';
import { boardDoc } from '#domain/documents.ts';
import { MEMORY_NOW, memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import Board from './Board.svelte';
import type { BoardDevices, BoardManner } from './board-devices.ts';
import { boardWords } from './messages/words.ts';

const DOC = boardDoc(SITE, WHOLE_SITE, TODAY);
const call = (ticket: string, roomName: string) => ({ kind: 'ticket/called', of: { ticket, roomName } });

const opened = (areaName: string) => ({
  kind: 'board/opened',
  of: { siteName: 'Harbor Street', areaName, zone: ZONE }
});
const waits = (ticket: string) => ({ kind: 'ticket/waiting', of: { ticket } });
/** Somebody is called from the front into a room at the back, so both areas tell of it. */
const AREAS = {
  front: [opened('Front'), waits('A-002'), waits('A-009'), call('A-003', 'Room 9')],
  back: [opened('Back'), waits('A-005'), waits('A-009'), call('A-003', 'Room 9')]
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

async function board(
  areas: readonly string[] = [WHOLE_SITE],
  layout: BoardLayout = 'columns',
  languages: BoardManner['languages'] = ['en', 'es'],
  more: Partial<BoardManner> = {}
): Promise<{ station: MemoryStation; sounds: string[] }> {
  const station = memoryStation({
    device: { surface: 'board' },
    facts: [
      ...Object.entries(AREAS).map(([area, facts]) => ({ doc: boardDoc(SITE, area, TODAY), facts })),
      {
        doc: DOC,
        facts: [
          { kind: 'board/opened', of: { siteName: 'Harbor Street', areaName: 'Front', zone: ZONE } },
          { kind: 'ticket/waiting', of: { ticket: 'K2-014' } },
          call('A-001', 'Room 1')
        ]
      }
    ]
  });
  station.setStatus({ lastHeard: MEMORY_NOW });
  const sounds: string[] = [];
  const devices: BoardDevices = {
    chime: { isAllowed: true, allow: async () => {}, ring: () => sounds.push('chime') },
    speak: (text, language) => sounds.push(`${language}: ${text}`),
    manner: { read: () => ({ chime: true, speech: true, quiet: null, languages, ...more }), write: () => {} }
  };
  const props = { areas, layout, devices, says: await boardWords() };
  await renderAt(station, Board, props);
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
  return { station, sounds };
}

/** A second of the board's clock, with or without a sign of life. */
function pass(station: MemoryStation, ms: number, isHeard: boolean): void {
  station.setNow(station.now() + ms);
  if (isHeard) station.setStatus({ lastHeard: station.now() });
  vi.advanceTimersByTime(1_000);
}

test('[BRD-4] [BRD-5] a new call rings, speaks both languages and stands large with its caption; the standing one does not', async () => {
  const { station, sounds } = await board();
  pass(station, 1_000, true);
  expect(sounds).toEqual([]);
  station.receive(DOC, [call('K2-014', 'Room 3')], 9);
  await station.settled();
  pass(station, 1_000, true);
  await expect
    .element(page.getByRole('status').filter({ hasText: 'K2-014' }))
    .toHaveTextContent('Ticket K2-014, please go to Room 3.');
  expect(sounds).toEqual([
    'chime',
    'en: Ticket K 2, 0 1 4, please go to Room 3.',
    'es: Turno K 2, 0 1 4, pase a Room 3, por favor.'
  ]);
});

test('[BRD-3] it says how old it is, then shows nothing that may be wrong, and comes back by itself', async () => {
  const { station } = await board();
  pass(station, 12_000, false);
  await expect.element(page.getByText(/12 s/)).toBeVisible();
  pass(station, 49_000, false);
  await expect.element(page.getByRole('heading', { name: 'Please see reception' })).toBeVisible();
  await expect.element(page.getByText('A-001')).not.toBeInTheDocument();
  pass(station, 1_000, true);
  await expect.element(page.getByText('A-001').first()).toBeVisible();
});

test('[BRD-12] several areas stand in columns under their names, each with its own; a call that two are told of is told once', async () => {
  const { station, sounds } = await board(['front', 'back']);
  const column = (name: string) => page.getByRole('region', { name });
  const codesIn = (name: string) =>
    [...column(name).element().querySelectorAll('.code')].map(({ textContent }) => textContent);
  await expect.element(column('Back')).toBeVisible();
  expect([codesIn('Front'), codesIn('Back')]).toEqual([
    ['A-003', 'A-002', 'A-009'],
    ['A-003', 'A-005', 'A-009']
  ]);
  expect([...station.opened].toSorted()).toEqual([boardDoc(SITE, 'back', TODAY), boardDoc(SITE, 'front', TODAY)]);
  pass(station, 1_000, true);
  for (const area of ['front', 'back']) station.receive(boardDoc(SITE, area, TODAY), [call('A-009', 'Room 2')], 9);
  await station.settled();
  pass(station, 1_000, true);
  pass(station, 8_000, true);
  expect(sounds.filter((sound) => sound === 'chime')).toHaveLength(1);
});

test('[BRD-12] in one list each ticket names its area, but one that is everywhere', async () => {
  await board(['front', 'back'], 'merged');
  const line = (ticket: string) => page.getByRole('listitem').filter({ hasText: ticket });
  await expect.element(line('A-002')).toHaveTextContent('A-002 Front');
  await expect.element(line('A-005')).toHaveTextContent('A-005 Back');
  expect(line('A-009').elements()).toHaveLength(1);
  expect(line('A-009').element().textContent).not.toMatch(/Front|Back/);
});

test('[BRD-7] in Arabic columns go from right to left, and codes stay as they are', async () => {
  await board(['front', 'back'], 'columns', ['ar']);
  const left = (name: string) => page.getByRole('region', { name }).element().getBoundingClientRect().left;
  await expect.element(page.getByRole('region', { name: 'Back' })).toBeVisible();
  expect(left('Front')).toBeGreaterThan(left('Back'));
  await expect.element(page.getByText('A-002')).toBeVisible();
});

test('[BRD-14] in its quiet hours a call is shown and captioned, and nothing is heard', async () => {
  // It is ten in the morning there.
  const { station, sounds } = await board([WHOLE_SITE], 'columns', ['en'], { quiet: { from: 540, to: 660 } });
  pass(station, 1_000, true);
  station.receive(DOC, [call('K2-014', 'Room 3')], 9);
  await station.settled();
  pass(station, 1_000, true);
  await expect
    .element(page.getByRole('status').filter({ hasText: 'K2-014' }))
    .toHaveTextContent('Ticket K2-014, please go to Room 3.');
  expect(sounds).toEqual([]);
});
