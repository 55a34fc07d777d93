import { expect, test } from 'vitest';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { changePractice } from './change-practice.ts';
import { readCheckRule } from './check-rule-form.ts';
import { wordsFor } from './rule-words.ts';

test('[CHK-4] a manager says what is asked at check-in; others are told they may not', async () => {
  const change = {
    kind: 'check-in/ruled' as const,
    of: { line: 'coverage' as const, need: 'off' as const, days: null, eachYear: false }
  };
  const clerk = memoryStation({ facts: [practiceFacts()] });
  expect(await changePractice(clerk, change)).toEqual({ ok: false, error: { code: 'rules/not-yours' } });

  const manager = memoryStation({ facts: [practiceFacts()], user: { user: 'u-dot', role: 'manager' } });
  expect(await changePractice(manager, change)).toEqual({ ok: true, value: undefined });
  expect((await manager.rows.practice()).checkIn.coverage).toEqual({ need: 'off', days: null, eachYear: false });
});

test.each([
  ['', null],
  [' 30 ', 30],
  ['0', null],
  ['3660', 3_660],
  ['3661', 'refused'],
  ['-1', 'refused'],
  ['1.5', 'refused'],
  ['ten', 'refused'],
  ['1e3', 'refused']
])('[CHK-4] “%s” days', (days, expected) => {
  const read = readCheckRule('address', { need: 'required', days, eachYear: false });
  expect(read.ok ? read.value.days : 'refused').toBe(expected);
  if (!read.ok) expect(wordsFor(read.error)).toBe('Days: a whole number up to 3,660, or nothing.');
});
