import { expect, test } from 'vitest';
import { kioskGuessing } from './kiosk-guessing.ts';
import { compared, kioskTiming } from './kiosk-timing.ts';

/** The short forms; the long ones are run by hand (`npm run rig:kiosktiming`, `rig:kioskguessing`). */

test('[KIO-17] guessing finds everybody on the disk of a kiosk whose day key is planted and whose stretch is taken out, nobody without the key', async () => {
  const { envelopes, foundWithKey, foundWithoutKey } = await kioskGuessing(4_000);
  expect({ envelopes, foundWithKey, foundWithoutKey }).toEqual({ envelopes: 60, foundWithKey: 60, foundWithoutKey: 0 });
});

test('[KIO-18] the timing rig asks what a kiosk asks, and its t-test tells a difference from none', async () => {
  // Whether the times agree is the long run's to say: here nothing depends on the clock.
  expect(await kioskTiming({ tries: 20, memoryKiB: 64, stepMs: 5 })).toMatchObject({ tries: 20, memoryKiB: 64 });
  const same = Array.from({ length: 400 }, (_, i) => i % 7);
  expect(compared(same, same).p).toBeCloseTo(1);
  expect(
    compared(
      same,
      same.map((value) => value + 1)
    ).p
  ).toBeLessThan(0.0001);
  expect(compared([1, 2, 3, 4], [2, 3, 4, 5]).p).toBeGreaterThan(0.2);
});
