import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDriverLicence } from '#domain/import/driver-licence.ts';
import { testData } from '#tests/test-data.ts';
import { afterPause, NO_KEYS, withLicenceKey, type Stroke } from './licence-wedge.ts';

/** What comes of keys, each so many milliseconds after the one before, and of a long pause after them. */
function press(strokes: readonly Stroke[], gapOf: (index: number) => number): { scan: string | null; typed: string } {
  let [keys, at, typed] = [NO_KEYS, 1_000, ''];
  let scan: string | null = null;
  const pause = (now: number): void => {
    const ended = afterPause(keys, now);
    if (!ended) return;
    keys = NO_KEYS;
    if ('scan' in ended) scan = ended.scan;
    else typed += ended.giveBack;
  };
  strokes.forEach((stroke, index) => {
    at += gapOf(index);
    pause(at - 1);
    const step = withLicenceKey(keys, stroke, at);
    keys = step.keys;
    typed += step.giveBack;
    if (!step.isTaken) typed += stroke.key.length === 1 ? stroke.key : stroke.key === 'Enter' ? '\n' : '';
  });
  pause(at + 1_000);
  return { scan, typed };
}

/** As scanners type: capitals with Shift, line ends as Enter, other control characters as Ctrl and a key. */
function strokesOf(text: string): Stroke[] {
  return [...text].flatMap((char): Stroke[] => {
    if (char === '\n' || char === '\r') return [{ key: 'Enter' }];
    if (char < ' ') return [{ key: 'Control' }, { key: String.fromCharCode(char.charCodeAt(0) | 0x40), ctrlKey: true }];
    return /[A-Z@|^]/.test(char) ? [{ key: 'Shift' }, { key: char }] : [{ key: char }];
  });
}
const folder = testData('aamva-pdf417/payloads');
const CARDS = folder ? readdirSync(folder).filter((name) => name.endsWith('.txt')) : [];
const cardOf = (name: string): string => readFileSync(path.join(folder ?? '', name), 'utf8');
const same = (gap: number) => (): number => gap;

describe.skipIf(!folder)('[WED-1] a licence typed by a scanner', () => {
  test('there are the cards of the data set', () => expect(CARDS).toHaveLength(44));

  test.each(CARDS)('%s is a scan that says the same as the card, and nothing of it reaches a field', (name) => {
    const card = cardOf(name);
    for (const gap of [1, 8, 40]) {
      const { scan, typed } = press([...strokesOf(card), { key: 'Enter' }], same(gap));
      expect(typed.trim()).toBe('');
      const [read, whole] = [readDriverLicence(scan ?? ''), readDriverLicence(card)];
      expect(read).toEqual(whole);
    }
  });

  test.each(CARDS)('%s at the speed of a hand is typing, and all of it reaches its field', (name) => {
    const card = cardOf(name).replace(/\p{Cc}|\ufeff/gu, ' ');
    for (const gap of [60, 120]) expect(press(strokesOf(card), same(gap))).toEqual({ scan: null, typed: card });
  });

  test('a scanner that stops for breath in the middle goes on with the same card', () => {
    const strokes = strokesOf(cardOf(CARDS[0]!));
    const { scan, typed } = press(strokes, (index) => (index % 40 === 39 ? 200 : 4));
    expect([readDriverLicence(scan ?? '').ok, typed.trim()]).toEqual([true, '']);
  });
});

test.each<[string, string, (index: number) => number]>([
  ['an e-mail address', 'ann@example.org', same(80)],
  ['an e-mail address by two fingers that roll', 'ann@example.org', (index) => (index % 3 === 1 ? 25 : 90)],
  ['an at sign alone', '@', same(80)],
  ['an at sign and Enter at once', '@\n', same(10)],
  ['a name at any speed', 'Gonzalez, Maria\n', same(3)],
  ['our own code', 'anteroom:1:AbCdEf', same(3)],
  ['nothing', '', same(3)]
])('[WED-2] %s is no scan, and reaches its field in its order', (_, text, gapOf) => {
  const { scan, typed } = press(strokesOf(text), gapOf);
  expect([scan, typed]).toEqual([null, text]);
});

test('[WED-2] keys that write nothing end what a hand began', () => {
  expect(press([{ key: '@' }, { key: 'ArrowLeft' }, { key: 'a' }], same(20))).toEqual({ scan: null, typed: '@a' });
  expect(
    press(
      [
        { key: 'k', ctrlKey: true },
        { key: 'x', metaKey: true }
      ],
      same(5)
    ).scan
  ).toBeNull();
});

test('[WED-2] more than a card holds is not kept', () => {
  const { scan } = press(strokesOf(`@${'A'.repeat(10_000)}`), same(2));
  expect(scan).toHaveLength(4_096);
});
