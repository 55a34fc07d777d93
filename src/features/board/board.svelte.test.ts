import '#ui/tokens.css';
import '#ui/base.css';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { WHOLE_SITE } from '#domain/board/board.ts';
import { boardDoc } from '#domain/documents.ts';
import { MEMORY_NOW, memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import Board from './Board.svelte';
import type { BoardDevices } from './board-devices.ts';
import { boardWords } from './messages/words.ts';

const DOC = boardDoc(SITE, WHOLE_SITE, TODAY);
const call = (ticket: string, roomName: string) => ({ kind: 'ticket/called', of: { ticket, roomName } });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

async function board(): Promise<{ station: MemoryStation; sounds: string[] }> {
  const station = memoryStation({
    device: { surface: 'board' },
    facts: [
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
    manner: { read: () => ({ chime: true, speech: true, languages: ['en', 'es'] }), write: () => {} }
  };
  const props = { areas: [WHOLE_SITE], layout: 'columns' as const, devices, says: await boardWords() };
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
