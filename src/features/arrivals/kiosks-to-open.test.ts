import { expect, test } from 'vitest';
import { kiosksToOpen, labelsText, type KioskHere } from './kiosks-to-open.ts';

const kiosk = (label: string, of: Partial<KioskHere> = {}): KioskHere => ({
  deviceNo: 3,
  label,
  name: null,
  isConnected: true,
  openedFor: null,
  openingUntil: null,
  ...of
});

test('[KDAY-3] a kiosk that is there and not open is to be opened; one that is switched off is not asked for', () => {
  const open = kiosk('K2', { openedFor: '2026-11-20' });
  expect(kiosksToOpen([kiosk('K1'), open, kiosk('K3', { isConnected: false })]).map(({ label }) => label)).toEqual([
    'K1'
  ]);
});

test.each([
  [[], ''],
  [[kiosk('K1')], 'K1'],
  [[kiosk('K1', { name: 'Lobby' }), kiosk('K2')], 'K1 (Lobby) and K2'],
  [[kiosk('K1'), kiosk('K2'), kiosk('K3')], 'K1, K2 and K3']
])('[KDAY-3] kiosks are named by their labels', (kiosks, text) => {
  expect(labelsText(kiosks)).toBe(text);
});
