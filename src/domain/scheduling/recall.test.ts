import { expect, test } from 'vitest';
import { caseOf } from '../casework/case.ts';
import { parseDocId } from '../documents.ts';
import { clientIdOf } from '../ids.ts';
import { FERN } from '#tests/fixtures/booked.ts';
import { recallAfter, recallOf, type RecallRule } from './recall.ts';

const visit = {
  appointment: 'a-1',
  patient: 'p',
  label: FERN,
  visitType: 'annual',
  at: { practitioner: 'p-kim', start: 540, minutes: 30 }
};
const rules = (rule: Partial<RecallRule>) =>
  new Map([['annual', { visitType: 'annual', afterVisitDays: null, afterNoShowDays: null, ...rule }]]);
const on = { site: 'main', date: '2026-11-20' };

test('[RECALL-1] what is due follows from the type’s rule and the day', () => {
  const seen = recallAfter(rules({ afterVisitDays: 365 }), visit, { why: 'after-visit', ...on });
  expect(seen?.facts).toMatchObject([
    { kind: 'recall/due', of: { due: '2027-11-20', practitioner: 'p-kim', of: { appointment: 'a-1' } } }
  ]);
  expect(recallAfter(rules({ afterVisitDays: 365 }), visit, { why: 'no-show', ...on })).toBeNull();
  expect(recallAfter(rules({ afterNoShowDays: 7 }), visit, { why: 'no-show', ...on })?.facts).toMatchObject([
    { of: { due: '2026-11-27' } }
  ]);
  expect(recallAfter(new Map(), visit, { why: 'no-show', ...on })).toBeNull();
});

test('[RECALL-1] two desks that check one patient out open one recall', () => {
  const made = [1, 2].map((device) => {
    const recall = recallAfter(rules({ afterVisitDays: 365 }), visit, { why: 'after-visit', ...on })!;
    const [fact] = recall.facts;
    return {
      doc: recall.doc,
      recorded: { client: clientIdOf(device, 0), clock: 0, fact: { ...fact!, at: device * 1024, by: 'u' } }
    };
  });
  expect(new Set(made.map(({ doc }) => doc)).size).toBe(1);
  expect(caseOf(made.map(({ recorded }) => recorded))).toMatchObject({ kind: 'recall', since: 1, closed: null });
});

test.each(['a-1', 'A.b:C_9', 'x'.repeat(128)])('[DOC-1] the recall of %s has an address', (id) => {
  expect(parseDocId(`case/${recallOf(id)}`)).toEqual({ kind: 'case', case: recallOf(id) });
});
