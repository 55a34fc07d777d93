import type { FormRefusal } from '#domain/forms/check-form.ts';
import type { Words } from '#domain/result.ts';
import { formWords } from './refusals.ts';
import type { RuleRefusal } from './rule-form.ts';

/** One sentence for each way a rule or a form of the practice's own is refused. */
export const ruleWords: Words<RuleRefusal | FormRefusal> = {
  ...formWords,
  'rule/not-yours': () => 'Only who may change the practice changes its forms. Ask a manager.',
  'rule/no-such-form': () => 'This form is not in use any more.',
  'rule/bad-age': () => 'An age is a whole number up to 150, and the first is not above the second.',
  'rule/bad-states': () => 'States are two letters each, with commas between: OH, CA.',
  'rule/not-json': () => 'This file cannot be read. It has to be JSON.',
  'rule/file-too-large': () => 'This form is too long to be kept. Make two of it.',
  'rule/card-number': () => 'Card numbers are not kept here. Take it out of the file.'
};
