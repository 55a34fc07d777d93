import { expect, test } from 'vitest';
import { USUAL_NO_SHOW_STEPS } from '#domain/scheduling/no-shows.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { changePractice } from './change-practice.ts';
import { noShowForm, noShowFrom, noShowText } from './no-show-form.ts';
import { wordsFor } from './rule-words.ts';

test('[RULE-11] the steps are typed, saved by a manager, and the later word counts', async () => {
  expect(noShowFrom(noShowForm(USUAL_NO_SHOW_STEPS))).toEqual({ ok: true, value: USUAL_NO_SHOW_STEPS });
  const read = noShowFrom({ warn: ' 2 ', letter: '', manager: '4' });
  if (!read.ok) throw new Error(read.error.code);
  expect(read.value).toEqual({ warn: 2, letter: null, manager: 4 });
  expect(noShowText(read.value)).toBe('From 2: tell the patient; from 4: ask a manager before booking');
  expect(noShowText({ warn: null, letter: null, manager: null })).toBe('Nothing');

  const manager = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'manager' } });
  expect((await manager.rows.practice()).plan.noShows).toEqual(USUAL_NO_SHOW_STEPS);
  expect((await changePractice(manager, { kind: 'no-show/ruled', of: read.value })).ok).toBe(true);
  expect((await manager.rows.practice()).plan.noShows).toEqual(read.value);
  const clerk = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'clerk' } });
  expect(await changePractice(clerk, { kind: 'no-show/ruled', of: read.value })).toMatchObject({ ok: false });
});

test.each(['0', '100', '-1', '1.5', 'two', '1e1'])('[RULE-11] %s is no number of visits', (letter) => {
  const read = noShowFrom({ warn: '', letter, manager: '' });
  expect(!read.ok && wordsFor(read.error)).toMatch(/^Send a letter: .*\.$/);
});
