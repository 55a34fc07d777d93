import { describe, expect, test } from 'vitest';
import type { Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { stampAt } from '../time.ts';
import { arrivalTimeOf, arrivalWindowsOf, USUAL_WINDOW, windowOf, type TypeWindow } from './arrival-window.ts';

const NINE = Date.UTC(2026, 10, 20, 14, 0);
const after = (minutes: number): number => NINE + minutes * 60_000;

function ruled(...windows: readonly TypeWindow[]): Recorded[] {
  return windows.map((of, clock) => ({
    client: clientIdOf(7, 0),
    clock,
    fact: { kind: 'arrival/ruled', of, at: stampAt(NINE + clock), by: 'u-ada' }
  }));
}

const OWN: TypeWindow = { visitType: 'annual', earliest: 20, grace: 0, lateAccept: 10, late: 'rebook' };

describe('[ARR-12] when a patient may arrive', () => {
  test.each([
    [-61, { code: 'too-early', minutes: 61, from: after(-60) }],
    [-60, { code: 'early', minutes: 60 }],
    [-15, { code: 'early', minutes: 15 }],
    [-14, { code: 'on-time' }],
    [0, { code: 'on-time' }],
    [5, { code: 'on-time' }],
    [6, { code: 'late', minutes: 6 }],
    [15, { code: 'late', minutes: 15 }],
    [16, { code: 'too-late', minutes: 16, policy: 'wait-for-gap' }]
  ] as const)('%i minutes past the time', (minutes, time) => {
    expect(arrivalTimeOf(NINE, after(minutes), USUAL_WINDOW)).toEqual(time);
  });

  test('seconds past a limit count', () => {
    expect(arrivalTimeOf(NINE, after(5) + 1, USUAL_WINDOW).code).toBe('late');
    expect(arrivalTimeOf(NINE, after(-60) - 1, USUAL_WINDOW).code).toBe('too-early');
  });

  test('a type has the window it was last given, and a provider a word of their own on who is too late', () => {
    const windows = arrivalWindowsOf(
      ruled({ ...OWN, earliest: 90 }, { ...OWN, byProvider: [{ practitioner: 'p-kim', late: 'see' }] })
    );
    expect(windowOf(windows, 'annual', 'p-vey')).toEqual({ earliest: 20, grace: 0, lateAccept: 10, late: 'rebook' });
    expect(windowOf(windows, 'annual', 'p-kim').late).toBe('see');
    expect(windowOf(windows, 'established', 'p-kim')).toEqual(USUAL_WINDOW);
  });
});
