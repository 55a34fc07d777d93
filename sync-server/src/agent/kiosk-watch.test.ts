import { describe, expect, test } from 'vitest';
import type { Device } from '../people/devices.ts';
import { presenceByRegister, type KioskPresence } from './kiosk-presence.ts';
import { KioskWatch } from './kiosk-watch.ts';

const k = (heardAt: number | null) => [{ device: 4, label: 'K1', heardAt }];

test('[MISS-2] a kiosk is silent at the second look without it, since it was last heard, and is told once', () => {
  const watch = new KioskWatch();
  expect(watch.said(k(100), 100)).toEqual([]);
  expect(watch.said(k(null), 200)).toEqual([]);
  expect(watch.said(k(null), 300)).toEqual([{ kind: 'kiosk/silent', of: { device: 4, label: 'K1', since: 100 } }]);
  expect(watch.said(k(null), 400)).toEqual([]);
  expect(watch.said(k(500), 500)).toEqual([{ kind: 'kiosk/heard', of: { device: 4, at: 500 } }]);
});

test('a page that is loaded anew was not silent', () => {
  const watch = new KioskWatch();
  watch.said(k(100), 100);
  watch.said(k(null), 200);
  expect(watch.said(k(300), 300)).toEqual([]);
  expect(watch.said(k(null), 400)).toEqual([]);
});

test('after a restart what was said before is not said again', () => {
  const watch = new KioskWatch();
  watch.begin([{ device: 4, label: 'K1', since: 50 }]);
  expect(watch.said(k(null), 100)).toEqual([]);
  expect(watch.said(k(200), 200)).toMatchObject([{ kind: 'kiosk/heard' }]);
});

describe('[MISS-2] where several servers share the register', () => {
  const kiosk = (seenAt?: number) => [{ deviceNo: 4, ...(seenAt !== undefined && { seenAt }) } as Device];
  const heardAt = (presence: KioskPresence, now: number, seenAt?: number) =>
    presence(kiosk(seenAt), now).get(4) ?? null;

  test('a kiosk is heard for as long as what is written of it goes on, by whichever clock', () => {
    const presence = presenceByRegister();
    // The other server's clock is years behind.
    expect([0, 20, 40, 60, 80].map((s) => heardAt(presence, s * 1_000, 7 + s))).toEqual([
      0, 20_000, 40_000, 60_000, 80_000
    ]);
    expect([100, 120, 139].map((s) => heardAt(presence, s * 1_000, 87))).toEqual([80_000, 80_000, 80_000]);
    expect(heardAt(presence, 140_000, 87)).toBeNull();
    expect(heardAt(presence, 180_000, 6)).toBe(180_000);
  });

  test('who has just taken over calls none silent, one that was never heard neither, until a minute has gone', () => {
    const presence = presenceByRegister();
    expect(heardAt(presence, 500_000, 5)).toBe(500_000);
    expect(heardAt(presence, 559_000, 5)).toBe(500_000);
    expect(heardAt(presence, 560_000, 5)).toBeNull();
    const never = presenceByRegister();
    expect([0, 59_000, 60_000].map((ms) => heardAt(never, ms))).toEqual([0, 0, null]);
  });
});
