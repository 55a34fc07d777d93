import { describe, expect, test } from 'vitest';
import { placesIn } from '#ui/messages.ts';
import {
  announce,
  callKey,
  isUnanswered,
  joining,
  QUIET,
  REPEAT_MS,
  spotlight,
  type Announcing,
  type Call
} from './announcing.ts';
import { columnRows } from './area-columns.ts';
import { isQuiet, MANNER_AT_FIRST, mannerFrom } from './board-devices.ts';
import { freshness, freshnessWatch } from './freshness.ts';
import en from './messages/en.json';
import ar from './messages/ar.json';
import es from './messages/es.json';
import vi from './messages/vi.json';
import zh from './messages/zh.json';
import { minuteFromTyped } from './quiet-hours.ts';
import { burnInShift, pageOf, TURN_MS } from './turns.ts';

const call = (ticket: string, at: number, roomName = 'Room 1'): Call => ({ ticket, roomName, at });

/** What is told, second by second: `0 K2-014` is K2-014 at once. */
function toldOver(seconds: number, board: (second: number) => readonly Call[], before: Announcing = QUIET): string[] {
  const told: string[] = [];
  let announcing = before;
  for (let second = 0; second <= seconds; second++) {
    const next = announce(announcing, board(second), second * 1_000);
    announcing = next.announcing;
    if (next.tell) told.push(`${second} ${next.tell.ticket}`);
  }
  return told;
}

describe('[BRD-4] a call', () => {
  test('is told at once, and twice more', () => {
    expect(toldOver(120, () => [call('K2-014', 1)])).toEqual(['0 K2-014', '20 K2-014', '40 K2-014']);
  });

  test('that is answered is not told again', () => {
    expect(toldOver(60, (second) => (second < 15 ? [call('K2-014', 1)] : []))).toEqual(['0 K2-014']);
  });

  test('repeated by the desk is a new call', () => {
    expect(toldOver(30, (second) => [call('K2-014', second < 10 ? 1 : 10_000)])).toEqual([
      '0 K2-014',
      '10 K2-014',
      '30 K2-014'
    ]);
  });

  test('at the same moment as another waits for it, and goes before its repeats', () => {
    expect(toldOver(50, () => [call('A-002', 2), call('A-001', 1)])).toEqual([
      '0 A-001',
      '7 A-002',
      '20 A-001',
      '27 A-002',
      '40 A-001',
      '47 A-002'
    ]);
  });
});

test('[BRD-5] a board that was just switched on tells nothing that stands, only what comes', () => {
  const standing = [call('A-001', 1)];
  expect(
    toldOver(60, (second) => (second < 5 ? standing : [call('A-002', 9), ...standing]), joining(standing, 0))
  ).toEqual(['5 A-002', '25 A-002', '45 A-002']);
});

test('[BRD-5] a call that is old when the board first sees it is shown and not told', () => {
  const old = call('A-001', 0);
  const { announcing, tell } = announce(QUIET, [old], 120_001);
  expect([tell, spotlight(announcing, [old])]).toEqual([null, old]);
  expect(announce(QUIET, [old], 120_000).tell).toBe(old);
});

test('[BRD-13] a call that a second area tells of a moment later is one call, told once', () => {
  const front = call('A-001', 1_000);
  const back = call('A-001', 1_400);
  expect(toldOver(45, (second) => [second < 1 ? front : back])).toEqual(['0 A-001', '20 A-001', '40 A-001']);
  const { announcing } = announce(announce(QUIET, [front], 0).announcing, [back, call('A-002', 900)], 1_000);
  expect(spotlight(announcing, [call('A-002', 900), back])).toBe(back);
});

test.each([
  [{ calls: 0, columns: 2, hasWaits: true }, 6],
  [{ calls: 1, columns: 3, hasWaits: true }, 4],
  [{ calls: 2, columns: 2, hasWaits: true }, 3],
  [{ calls: 9, columns: 2, hasWaits: false }, 2],
  [{ calls: 0, columns: 4, hasWaits: true }, 4],
  [{ calls: 9, columns: 4, hasWaits: true }, 1]
])('[BRD-12] a column of %o has room for %i who wait', (filling, rows) => {
  expect(columnRows(filling)).toBe(rows);
});

test('[BRD-2] the call told last is large while it stands, then the newest', () => {
  const calls = [call('A-002', 2), call('A-001', 1)];
  const { announcing } = announce(QUIET, calls, 0);
  expect(spotlight(announcing, calls)).toBe(calls[1]);
  expect(spotlight(announcing, [calls[0]!])).toBe(calls[0]);
  expect(spotlight(announcing, [])).toBe(null);
});

test('[BRD-6] a call told three times and unanswered points to reception', () => {
  const one = call('A-001', 1);
  const at = (seenAt: number, told: number): Announcing => ({
    ...QUIET,
    calls: new Map([[callKey(one), { call: one, seenAt, told }]])
  });
  expect(isUnanswered(at(0, 2), one, 10 * REPEAT_MS)).toBe(false);
  expect(isUnanswered(at(0, 3), one, 3 * REPEAT_MS)).toBe(false);
  expect(isUnanswered(at(0, 3), one, 3 * REPEAT_MS + 1)).toBe(true);
});

test.each([
  [null, 4_999, { kind: 'starting' }],
  [null, 5_000, { kind: 'stale' }],
  [0, 9_999, { kind: 'fresh' }],
  [0, 10_000, { kind: 'ageing', seconds: 10 }],
  [0, 60_000, { kind: 'ageing', seconds: 60 }],
  [0, 60_001, { kind: 'stale' }],
  [1_500, 0, { kind: 'fresh' }],
  [5_000, 0, { kind: 'stale' }]
])('[BRD-3] heard at %s, at %s it is %o', (heardAt, now, expected) => {
  expect(freshness(heardAt, 0, now)).toEqual(expected);
});

/** What a board says each second, as `second kind` where that changes. Signs of life come each 5 s until the cut; `wall` is its clock at a second. */
function saidOver(seconds: number, cutAt: number, wall: (second: number) => number): readonly string[] {
  const watch = freshnessWatch(wall(0));
  const said: string[] = [];
  let heardAt: number | null = null;
  for (let second = 0; second <= seconds; second++) {
    if (second % 5 === 0 && second < cutAt) heardAt = wall(second);
    const { kind } = watch(heardAt, wall(second));
    if (said.at(-1)?.split(' ')[1] !== kind) said.push(`${second} ${kind}`);
  }
  return said;
}
const steady = (second: number): number => 1_000_000 + second * 1_000;
const jumping = (at: number, by: number) => (second: number) => steady(second) + (second < at ? 0 : by * 1_000);

test.each<[string, readonly string[], readonly string[]]>([
  ['the link is cut', saidOver(200, 1, steady), ['0 fresh', '10 ageing', '61 stale']],
  ['and the clock is set back by an hour', saidOver(200, 1, jumping(30, -3_600)), ['0 fresh', '10 ageing', '61 stale']],
  ['and set back by half a minute', saidOver(200, 1, jumping(40, -30)), ['0 fresh', '10 ageing', '61 stale']],
  ['and set forward by an hour', saidOver(200, 1, jumping(30, 3_600)), ['0 fresh', '10 ageing', '30 stale']],
  ['the link is whole, the clock is set back', saidOver(60, 99, jumping(33, -3_600)), ['0 fresh']],
  [
    'the link is whole, the clock is set forward',
    saidOver(60, 99, jumping(33, 3_600)),
    ['0 fresh', '33 stale', '35 fresh']
  ]
])('[BRD-3] %s', (_, said, expected) => expect(said).toEqual(expected));

test('[BRD-3] a board that is loaded anew without its server is as old as the server’s last word, whatever its clock says', () => {
  const afterReload = (agoS: number) => freshnessWatch(2_000_000)(2_000_000 - agoS * 1_000, 2_000_000).kind;
  expect([9, 30, 61, -30].map(afterReload)).toEqual(['fresh', 'ageing', 'stale', 'stale']);
});

test('[BRD-2] a long list takes turns, and none is left out', () => {
  const codes = Array.from({ length: 27 }, (_, index) => index);
  const pages = [0, 1, 2, 3].map((turn) => pageOf(codes, 12, turn * TURN_MS));
  expect(pages.slice(0, 3).flatMap(({ page }) => page)).toEqual(codes);
  expect(pages.map(({ others }) => others)).toEqual([18, 18, 18, 18]);
  expect([0, 1].map((turn) => pageOf([1, 2, 3, 4, 5, 6, 7], 6, turn * TURN_MS).page)).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7]
  ]);
  expect(pageOf([], 12, 0)).toEqual({ page: [], others: 0 });
});

test('[BRD-7] the picture shifts each minute and comes back, in the middle on average', () => {
  const shifts = Array.from({ length: 8 }, (_, minute) => burnInShift(minute * 60_000));
  expect(new Set(shifts.map(String)).size).toBeGreaterThan(5);
  expect(
    shifts
      .reduce(([x, y], [dx, dy]) => [x + dx, y + dy], [0, 0])
      .map(Math.abs)
      .every((sum) => sum <= 10)
  ).toBe(true);
  expect(burnInShift(8 * 60_000)).toEqual(burnInShift(0));
});

test.each(Object.entries({ es, zh, vi, ar }))(
  '[BRD-7] %s says all that English says, with the same values',
  (_, words) => {
    for (const [key, text] of Object.entries(en)) {
      const said = (words as Record<string, string>)[key] ?? '';
      expect([key, placesIn(said)]).toEqual([key, placesIn(text)]);
      expect(said).not.toBe('');
    }
    expect(Object.keys(words)).toHaveLength(Object.keys(en).length);
  }
);

test.each([
  [{ from: 0, to: 480 }, [0, 479], [480, 1_439]],
  [{ from: 1_200, to: 360 }, [1_200, 1_439, 0, 359], [360, 1_199]]
])('[BRD-14] in its quiet hours %o nothing is heard', (quiet, silent, loud) => {
  expect(silent.map((minute) => isQuiet({ quiet }, minute))).not.toContain(false);
  expect(loud.map((minute) => isQuiet({ quiet }, minute))).not.toContain(true);
  expect(isQuiet({ quiet: null }, 0)).toBe(false);
});

test('[BRD-14] quiet hours are kept; what cannot be read is none, and a board of before has none', () => {
  expect(mannerFrom({ quiet: { from: 60, to: 30 } }).quiet).toEqual({ from: 60, to: 30 });
  const bad = [undefined, null, 7, 'x', {}, { from: 60 }, { from: 60, to: 60 }, { from: -1, to: 5 }];
  for (const quiet of [...bad, { from: 1.5, to: 9 }, { from: 0, to: 1_440 }, { from: '1', to: 2 }])
    expect(mannerFrom({ quiet }).quiet).toBeNull();
  expect(['', '7', '24:00', '12:60', '1:30', '18:30', '00:00'].map(minuteFromTyped)).toEqual([
    ...Array.from({ length: 5 }, () => null),
    1_110,
    0
  ]);
});

test('[BRD-7] the languages of a board are those that were chosen, in their order; what cannot be read is as at first', () => {
  expect(mannerFrom({ languages: ['ar', 'en'] }).languages).toEqual(['en', 'ar']);
  for (const kept of [null, 7, 'x', {}, { languages: [] }, { languages: ['tlh'] }, { languages: 'en', chime: 'yes' }])
    expect(mannerFrom(kept)).toEqual(MANNER_AT_FIRST);
});
