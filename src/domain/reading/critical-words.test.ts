import { expect, test } from 'vitest';
import { pageOf } from '#tests/fixtures/read-words.ts';
import { criticalWords } from './critical-words.ts';

test.each<[line: string, words: readonly string[]]>([
  ['Potassium 6.8 mmol/L CRITICAL HIGH', ['critical']],
  ['STAT read requested', ['stat']],
  ['Abnormal: see below. Malignant cells are seen.', ['abnormal', 'malignant']],
  ['Findings are suspicious for malignancy.', ['malignancy']],
  ['Invasive ductal carcinoma, grade 2', ['carcinoma']],
  ['Culture: POSITIVE for group A strep', ['positive']],
  ['URGENT: call the office today', ['urgent']],
  ['No fever, but critical potassium', ['critical']],
  ['Not seen before. Abnormal today.', ['abnormal']],
  ['No mass. Critical stenosis of the left artery.', ['critical']],
  ['Specimen No. 4411 CRITICAL', ['critical']],
  ['Order no A-123 STAT', ['stat']],
  // Denied.
  ['No 2 cm mass or malignancy', []],
  ['No abnormal cells were seen.', []],
  ['This result is not critical.', []],
  ['There is no evidence of residual or recurrent malignancy.', []],
  ['Negative for malignancy', []],
  ['Negative for intraepithelial lesion or malignancy', []],
  ['Malignancy: not identified', []],
  ['Abnormal findings: none', []],
  ['Malignant cells absent', []],
  ['No   critical or abnormal values', []],
  ['non-critical value', []],
  ['Noncritical', []],
  ['without abnormality', []],
  ['Margins are free of carcinoma', []],
  // Names, and halves of other words.
  ['Harbor Urgent Care', []],
  ['Harbor Critical Access Hospital', []],
  ['Rh positive', []],
  ['State of Washington, stat. reg. 12', []],
  ['Criticality of the matter', []],
  ['', []],
  ['.. :: --', []]
])('[READ-6] %s: %j', (line, words) => {
  expect(criticalWords(pageOf(line)).map(({ word }) => word)).toEqual(words);
});

test('[READ-6] a word has the line it stands in and its place; a page full of them has a bound', () => {
  const [found] = criticalWords(pageOf('Sodium 139\nPotassium 6.8 CRITICAL'));
  expect(found).toMatchObject({ word: 'critical', line: 'Potassium 6.8 CRITICAL', box: { left: 168, top: 40 } });
  expect(criticalWords(pageOf('critical\n'.repeat(400))).length).toBe(12);
});
