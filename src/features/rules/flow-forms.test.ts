import { expect, test } from 'vitest';
import { USUAL_WINDOW } from '#domain/visit/arrival-window.ts';
import { USUAL_LIMITS } from '#domain/visit/flow-limits.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { changePractice } from './change-practice.ts';
import { limitsForm, limitsFrom, windowForm, windowFrom, type WindowForm } from './flow-forms.ts';
import { windowText, wordsFor } from './rule-words.ts';

const FORM = windowForm(undefined);

test('[ARR-12] a window is typed, saved by a manager, and the later word counts', async () => {
  expect(windowFrom('annual', FORM)).toEqual({ ok: true, value: { visitType: 'annual', ...USUAL_WINDOW } });
  const read = windowFrom('annual', {
    ...FORM,
    earliest: '30',
    late: 'rebook',
    byProvider: { 'p-kim': 'see', 'p-vey': '' }
  });
  if (!read.ok) throw new Error(read.error.code);
  expect(read.value.byProvider).toEqual([{ practitioner: 'p-kim', late: 'see' }]);
  expect(windowForm(read.value)).toMatchObject({ earliest: '30', byProvider: { 'p-kim': 'see' } });
  expect(windowText(read.value)).toMatch(/^From 30 min before, .* gets another time$/);

  const station = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'manager' } });
  expect((await changePractice(station, { kind: 'arrival/ruled', of: read.value })).ok).toBe(true);
  expect((await station.rows.practice()).arrivals.get('annual')).toEqual(read.value);
});

test.each<[string, Partial<WindowForm>]>([
  ['nothing', { earliest: '' }],
  ['a word', { grace: 'five' }],
  ['less than nothing', { grace: '-5' }],
  ['half a minute', { lateAccept: '7.5' }],
  ['longer than half a day', { earliest: '721' }],
  ['longer than four hours', { lateAccept: '241' }],
  ['on time later than taken', { grace: '20' }]
])('[ARR-12] a window of %s is refused in words', (_, part) => {
  const read = windowFrom('annual', { ...FORM, ...part });
  expect(!read.ok && wordsFor(read.error)).toMatch(/\.$/);
});

test('[QUE-25] limits are typed and saved; none of them is nothing', async () => {
  const form = limitsForm(USUAL_LIMITS);
  expect(limitsFrom(form)).toEqual({ ok: true, value: USUAL_LIMITS });
  expect(limitsFrom({ ...form, longWatched: '30' })).toMatchObject({ ok: true, value: { longWatched: 30 } });
  expect(limitsFrom({ ...form, longWatched: ' ' })).toMatchObject({ ok: true, value: { longWatched: null } });
  expect(limitsFrom({ ...form, longWatched: '0' }).ok).toBe(false);
  for (const bad of ['', '0', '481', 'x', '1e2', '-1']) {
    const read = limitsFrom({ ...form, longQuiet: bad });
    expect(!read.ok && wordsFor(read.error), bad).toMatch(/\.$/);
  }
  const station = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'manager' } });
  const of = { ...USUAL_LIMITS, lateFrom: 30 };
  expect((await changePractice(station, { kind: 'flow/ruled', of })).ok).toBe(true);
  expect((await station.rows.practice()).flow).toEqual(of);
});
