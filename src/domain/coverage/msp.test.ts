import { describe, expect, test } from 'vitest';
import { askedOf, MSP_QUESTIONS, mspOf, QUESTIONS, type MspAnswers, type MspQuestion } from './msp.ts';

const NONE: MspAnswers = { 'black-lung': 'no', research: 'no', va: 'no', 'work-injury': 'no', accident: 'no' };
const BY_AGE: MspAnswers = { ...NONE, 'entitled-by': 'age', 'group-plan': 'yes', working: 'yes' };

describe('[COV-10] who pays before Medicare', () => {
  test.each<[string, MspAnswers, string]>([
    ['black lung benefits', { 'black-lung': 'yes' }, 'black-lung'],
    ['a research grant', { ...NONE, research: 'yes' }, 'research'],
    ['the VA', { ...NONE, va: 'yes' }, 'va'],
    ['an injury at work', { ...NONE, 'work-injury': 'yes' }, 'workers-comp'],
    ['an accident, no-fault', { ...NONE, accident: 'no-fault' }, 'no-fault'],
    ['an accident of somebody else’s making', { ...NONE, accident: 'liability' }, 'liability'],
    ['by age, no group plan', { ...NONE, 'entitled-by': 'age', 'group-plan': 'no' }, 'medicare'],
    ['by age, nobody works', { ...BY_AGE, working: 'no' }, 'medicare'],
    ['by age, 19 employees', { ...BY_AGE, 'employer-size': 'under-20' }, 'medicare'],
    ['by age, 20 employees', { ...BY_AGE, 'employer-size': '20-to-99' }, 'group-plan'],
    [
      'by disability, 99 employees',
      { ...BY_AGE, 'entitled-by': 'disability', 'employer-size': '20-to-99' },
      'medicare'
    ],
    ['by disability, 100', { ...BY_AGE, 'entitled-by': 'disability', 'employer-size': '100-or-more' }, 'group-plan'],
    ['kidneys, first 30 months', { ...BY_AGE, 'entitled-by': 'esrd', 'esrd-months': 'first-30' }, 'group-plan'],
    ['kidneys, later', { ...BY_AGE, 'entitled-by': 'esrd', 'esrd-months': 'later' }, 'medicare']
  ])('%s', (_, answers, primary) => {
    expect(mspOf(answers)).toMatchObject({ primary });
  });

  test('every way of answering ends, with every question on some way', () => {
    const seen = new Set<MspQuestion>();
    let ends = 0;
    const walk = (answers: MspAnswers): void => {
      const step = mspOf(answers);
      if (!('next' in step)) return void ends++;
      seen.add(step.next);
      expect(answers[step.next]).toBeUndefined();
      for (const answer of QUESTIONS[step.next]) walk({ ...answers, [step.next]: answer });
    };
    walk({});
    expect([...seen].toSorted()).toEqual([...MSP_QUESTIONS].toSorted());
    expect(ends).toBe(19);
  });

  test('answers that another answer made pointless, and unknown ones, are left out', () => {
    expect(askedOf({ ...BY_AGE, 'group-plan': 'no' })).toEqual({ ...NONE, 'entitled-by': 'age', 'group-plan': 'no' });
    expect(askedOf({ ...NONE, accident: 'maybe' })).toEqual({
      'black-lung': 'no',
      research: 'no',
      va: 'no',
      'work-injury': 'no'
    });
  });
});
