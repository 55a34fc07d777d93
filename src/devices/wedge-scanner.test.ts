import { describe, expect, test } from 'vitest';
import { QUIET, withKey } from './wedge-scanner.ts';

/** What comes of keys that follow each other `gap` milliseconds apart. */
function press(keys: readonly string[], gap: number): { codes: string[]; left: string } {
  const codes: string[] = [];
  let left = '';
  let wedge = QUIET;
  keys.forEach((key, index) => {
    const step = withKey(wedge, key, 1_000 + index * gap);
    wedge = step.wedge;
    if (step.code !== null) codes.push(step.code);
    if (!step.isTaken && key.length === 1) left += key;
  });
  return { codes, left };
}

const CODE = 'anteroom:1:AbCdEf_-0123456789abcd';

describe('[KIO-14]', () => {
  test('a scanner’s code is read whole, and but for its first letters reaches no field', () => {
    expect(press([...CODE, 'Enter'], 5)).toEqual({ codes: [CODE], left: 'ant' });
  });

  test('capitals come with a shift key between', () => {
    const keys = [...CODE].flatMap((key) => (/[A-Z_:]/.test(key) ? ['Shift', key] : [key]));
    expect(press([...keys, 'Tab'], 5).codes).toEqual([CODE]);
  });

  test('a person who types the same is a person', () => {
    expect(press([...CODE, 'Enter'], 120)).toEqual({ codes: [], left: CODE });
  });

  test.each([
    ['another code', 'https://example.test/'],
    ['a driver licence', '@\u001eANSI 636000'],
    ['a name that begins like it', 'antero'],
    ['nothing', '']
  ])('%s gives no code', (_, text) => {
    expect(press([...text, 'Enter'], 5).codes).toEqual([]);
  });

  test('10 KB are not kept', () => {
    const { codes } = press([...'anteroom:1:', ...'x'.repeat(10_240), 'Enter'], 1);
    expect(codes.map(({ length }) => length)).toEqual([200]);
  });

  test('a code right after a wrong one is read', () => {
    expect(press([...'anteroo', ...CODE, 'Enter'], 5).codes).toEqual([CODE]);
  });

  test('a pause within the code is the kiosk’s, a pause within the prefix is a person’s', () => {
    const paused = (at: number): string | null =>
      [...CODE, 'Enter'].reduce(({ wedge }, key, index) => withKey(wedge, key, index * 5 + (index > at ? 400 : 0)), {
        wedge: QUIET,
        isTaken: false,
        code: null as string | null
      }).code;
    expect([paused(20), paused(5)]).toEqual([CODE, null]);
  });

  test('other keys end what was begun', () => {
    expect(press([...CODE.slice(0, 20), 'ArrowLeft', ...CODE.slice(20), 'Enter'], 5).codes).toEqual([]);
  });
});
