import { expect, test } from 'vitest';
import type { PlannedBlock } from '#domain/scheduling/plan.ts';
import { TODAY } from '#tests/fixtures/practice.ts';
import { blockFrom, formOfBlock, newBlockForm, type BlockForm } from './block-form.ts';

const FORM: BlockForm = {
  ...newBlockForm('b-1', { whose: 'practitioner:p-kim', date: TODAY, start: 720 }),
  kind: 'meeting',
  title: 'Staff'
};
const PLAIN = {
  block: 'b-1',
  kind: 'meeting',
  title: 'Staff',
  resources: [{ kind: 'practitioner', id: 'p-kim' }],
  date: TODAY,
  start: 720,
  minutes: 60
};

test.each([
  ['once', {}, {}],
  ['with no name of its own', { title: '  ' }, { title: 'Meeting' }],
  ['a card number is hidden', { title: '4111 1111 1111 1111' }, { title: '•••• •••• •••• 1111' }],
  ['for everybody', { whose: 'site:main' }, { resources: [{ kind: 'site', id: 'main' }] }],
  ['to midnight', { to: '24:00' }, { minutes: 720 }],
  ['over days', { lastDate: '2026-11-22' }, { minutes: 2 * 1440 + 60 }],
  ['every day', { repeats: 'daily' }, { rule: 'FREQ=DAILY' }],
  [
    'every Friday until Christmas',
    { repeats: 'weekly', until: '2026-12-25' },
    { rule: 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225T235959' }
  ],
  [
    'on call, with a number',
    { kind: 'on-call', phone: ' 555-0140 x 12 ' },
    { kind: 'on-call', phone: '555-0140 x 12' }
  ],
  ['a number of what is no duty is not kept', { phone: '555-0140' }, {}],
  ['for some types', { kind: 'template', visitTypes: ['annual'] }, { kind: 'template', visitTypes: ['annual'] }]
] satisfies [string, Partial<BlockForm>, object][])('[BLK-1] %s', (_, part, over) => {
  expect(blockFrom({ ...FORM, ...part })).toEqual({ ok: true, value: { ...PLAIN, ...over } });
});

test.each([
  ['nobody', { whose: '' }, 'block/no-whose'],
  ['a resource of no kind', { whose: 'car:1' }, 'block/no-whose'],
  ['a day that does not exist', { date: '2026-02-30' }, 'block/no-date'],
  ['an until that does not exist', { repeats: 'daily', until: '2026-13-01' }, 'block/no-date'],
  ['no time', { from: 'noon-ish' }, 'block/no-time'],
  ['an end before the start', { to: '11:00 am' }, 'block/ends-before'],
  ['an until before the start', { repeats: 'daily', until: '2026-11-01' }, 'block/ends-before'],
  ['three years', { lastDate: '2029-11-20' }, 'block/too-long'],
  ['a number that is none', { kind: 'on-call', phone: 'call the ward' }, 'block/bad-phone'],
  ['half a number', { kind: 'on-call', phone: '55' }, 'block/bad-phone'],
  ['two numbers', { kind: 'on-call', phone: '555-0140, 555-0141' }, 'block/bad-phone'],
  ['a template for nothing', { kind: 'template' }, 'block/no-types']
] satisfies [string, Partial<BlockForm>, string][])('[BLK-1] refused: %s', (_, part, code) => {
  expect(blockFrom({ ...FORM, ...part })).toEqual({ ok: false, error: { code } });
});

test('[BLK-2] a block taken up and put back unchanged is what it was', () => {
  const rules = [undefined, 'FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20261225T235959', 'FREQ=MONTHLY;BYDAY=2FR'];
  for (const rule of rules) {
    const was = {
      ...PLAIN,
      ...(rule === undefined ? {} : { rule }),
      once: new Map(),
      except: ['2026-12-04']
    } as PlannedBlock;
    const { once: _, ...plain } = was;
    expect(blockFrom(formOfBlock(was, TODAY))).toEqual({ ok: true, value: plain });
  }
});
