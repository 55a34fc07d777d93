import { expect, test } from 'vitest';
import { seriesOf, type BackupFile } from './files.ts';
import { outdated } from './retention.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function backup(at: number, from: number, to: number, epoch = 'e1'): BackupFile {
  return { epoch, from, to, at, key: 'K', bytes: 100, file: `${epoch}-${at}-${from}-${to}` };
}

/** A year of a server: a full backup each quarter of an hour by day, and tails between. */
function year(days: number, tidy: (files: readonly BackupFile[], now: number) => readonly BackupFile[]): BackupFile[] {
  let files: BackupFile[] = [];
  let to = 0;
  for (let now = 0; now < days * DAY; now += HOUR) {
    files.push(backup(now, 0, ++to), backup(now + HOUR / 2, to, to + 1));
    to++;
    const gone = new Set(tidy(files, now + HOUR / 2));
    files = files.filter((file) => !gone.has(file));
  }
  return files;
}

test('[BAK-4] after any time the files are few, the newest series is whole, and older full ones reach back a month', () => {
  const files = year(90, (all, now) => outdated(all, now, Infinity));
  const fulls = files.filter(({ from }) => from === 0);
  expect(fulls.length).toBeLessThanOrEqual(16);
  expect(files.length - fulls.length).toBe(3);
  expect(seriesOf(files)?.at(-1)?.to).toBe(90 * 24 * 2);
  const now = 90 * DAY;
  expect(now - Math.min(...fulls.map(({ at }) => at))).toBeGreaterThan(21 * DAY);
  expect(now - Math.min(...fulls.map(({ at }) => at))).toBeLessThanOrEqual(30 * DAY);
});

test('[BAK-4] too many bytes: the oldest go first, the newest series never', () => {
  const files = year(60, (all, now) => outdated(all, now, 500));
  expect(files.length).toBeLessThanOrEqual(5);
  expect(seriesOf(files)?.at(-1)?.to).toBe(60 * 24 * 2);
  const [full, tail] = [backup(1, 0, 5), backup(2, 5, 6)];
  expect(outdated([full, tail], 3, 0)).toEqual([]);
});

test('[BAK-4] a life before a restore is kept for a month, with the tails it ended with', () => {
  const old = [backup(1, 0, 5, 'old'), backup(2, 5, 9, 'old')];
  const now = [backup(10 * DAY, 0, 7)];
  expect(outdated([...old, ...now], 20 * DAY, Infinity)).toEqual([]);
  expect(outdated([...old, ...now], 40 * DAY, Infinity)).toEqual(old);
});

test('a series is the newest full backup and every tail that follows on it, of one life', () => {
  const files = [
    backup(1, 0, 5),
    backup(2, 5, 7),
    backup(3, 7, 8),
    backup(4, 9, 12), // what lies before it is missing
    backup(5, 7, 9, 'e2')
  ];
  expect(seriesOf(files)?.map(({ to }) => to)).toEqual([5, 7, 8]);
  expect(seriesOf(files.slice(1))).toBeNull();
  expect(seriesOf([...files, backup(6, 0, 13)])?.map(({ to }) => to)).toEqual([13]);
});
