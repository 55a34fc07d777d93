import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readForm } from '#domain/forms/read-form.ts';
import { testData } from '#tests/test-data.ts';
import { formWords } from './refusals.ts';

const data = testData('fhir-r4-examples');

test.skipIf(!data)(
  '[FORM-2] others’ questionnaires are read whole or refused in words, with the item it is about',
  () => {
    const files = globSync('**/Questionnaire-*.json', { cwd: data ?? '' }).sort();
    const said = files.map((file) => {
      const read = readForm(JSON.parse(readFileSync(`${data}/${file}`, 'utf8')));
      return [file.split('/').at(-1), read.ok ? 'read' : formWords[read.error.code]({ ...read.error } as never)];
    });
    expect(said.length).toBeGreaterThan(4);
    // None of them has a version and both languages: a practice writes them before it gives them to patients.
    for (const [, words] of said) expect(words).toMatch(/^[A-Z].*\.$/);
  }
);
