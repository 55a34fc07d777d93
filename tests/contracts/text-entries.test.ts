import { expect, test } from 'vitest';
import { PHQ_2 } from '#domain/forms/shipped/history.ts';
import { seeded } from '#domain/random.ts';
import { BLANK, formAfter, type FormAtKiosk } from '#features/kiosk/kiosk-form.ts';
import { after, freshSession } from '#features/kiosk/kiosk-session.ts';
import type { KioskField, KioskSession } from '#features/kiosk/kiosk-state.ts';
import { CARD_FORMATS, inventedCard } from '#tests/fixtures/cards.ts';
import { allComponents, entriesIn, filesBehind } from '#tests/fixtures/text-entries.ts';

/** Kinds of input that hold no text. A file is read by its importer: tests/contracts/card-numbers.test.ts. */
const NO_TEXT: ReadonlySet<string> = new Set(['checkbox', 'radio', 'file']);

/** Entries that src/station/card-watch.ts does not watch, each with what does instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'src/features/board/QuietHours.svelte input': 'a time of day, which the browser lets nothing else be',
  'src/features/enrolment/EnrolPage.svelte input': 'a code of eight characters; what is typed beyond is cut off',
  'src/features/kiosk/BirthDateStep.svelte input': 'two or four digits; the session drops all others',
  'src/features/kiosk/CodeStep.svelte input': 'eight characters of a code; the session drops all others',
  'src/features/kiosk/PhoneStep.svelte input': 'four digits; the session drops all others',
  'src/features/kiosk/TypedAnswer.svelte input': 'the session or the form refuses it, in the patient’s language',
  'src/features/kiosk/TypedAnswer.svelte textarea': 'the session or the form refuses it, in the patient’s language',
  // What every watched entry is made of.
  'src/ui/TextArea.svelte textarea': 'watched where it is used',
  'src/ui/TextField.svelte input': 'watched where it is used'
};

test('[MON-6] every place where text is typed is watched for card numbers, or says who looks instead', () => {
  const watched = filesBehind('src/routes/(desk)');
  expect(watched).toContain('src/station/card-watch.ts');
  const entries = allComponents().flatMap(entriesIn);
  expect(entries.length).toBeGreaterThan(60);

  const open: string[] = [];
  const excused = new Set<string>();
  for (const { file, what, type } of entries) {
    const entry = `${file} ${what}`;
    if (NO_TEXT.has(type)) continue;
    if (ELSEWHERE[entry]) excused.add(entry);
    else if (!watched.has(file)) open.push(entry);
  }
  expect(open).toEqual([]);
  expect([...excused].sort()).toEqual(Object.keys(ELSEWHERE).sort());
});

const TODAY = '2026-11-20';
const QUESTIONS: readonly (readonly [KioskSession['step'], readonly KioskField[]])[] = [
  ['family', ['family']],
  ['given', ['given']],
  ['birth-date', ['month', 'day', 'year']],
  ['phone', ['phone']],
  ['reason', ['reason']]
];

test('[MON-6] a kiosk goes on from no question with a card number in its answer', () => {
  const random = seeded(3);
  for (let i = 0; i < 200; i++) {
    for (const format of CARD_FORMATS) {
      const text = format(inventedCard(random));
      for (const [step, fields] of QUESTIONS) {
        let session: KioskSession = { ...freshSession(0), language: 'en', path: 'walk-in', step };
        for (const field of fields) session = after(session, { type: 'typed', field, text }, 0);
        session = after(session, { type: 'next', today: TODAY }, 0);
        const kept = fields.every((field) => /^\d{0,4}$/.test(session.answers[field]));
        if (!kept) expect(session, step).toMatchObject({ step, problem: { code: 'card-number' } });
      }
    }
  }
});

test.each(['string', 'text'] as const)('[MON-6] nor from a question of a form that is answered by a %s', (type) => {
  const random = seeded(5);
  const items = [{ linkId: 'why', type, text: { en: 'Why?', es: '¿Por qué?' } }];
  const asked: FormAtKiosk = { form: { ...PHQ_2, items }, since: null, manner: 'whole' };
  for (const format of CARD_FORMATS) {
    const filling = { ...BLANK, typed: `${format(inventedCard(random))} is mine` };
    expect(formAfter(asked, filling, { do: 'next' }, TODAY)).toMatchObject({
      to: 'page',
      filling: { problem: 'card-number' }
    });
  }
});
