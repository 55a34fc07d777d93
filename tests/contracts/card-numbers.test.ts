import { expect, test } from 'vitest';
import * as v from 'valibot';
import { CARD_WORDS, hasCardNumber } from '#domain/money/card-guard.ts';
import { seeded } from '#domain/random.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { VOCABULARY } from '#protocol/vocabulary.ts';
import * as requests from '#server/http/requests.ts';
import { storable } from '#server/import/storable.ts';
import { withoutCards } from '#station/draft-keeper.ts';
import { CARD_FORMATS, inventedCard } from '#tests/fixtures/cards.ts';
import { textPathsOf, withTextAt } from '#tests/fixtures/text-paths.ts';

/** 10,000 numbers in twelve formats (SECURITY.md §1.4). */
const CARDS = 10_000;

function* written(): Generator<string> {
  const random = seeded(2026);
  for (let i = 0; i < CARDS; i++) {
    const card = inventedCard(random);
    for (const format of CARD_FORMATS) yield format(card);
  }
}

const FIELDS = [...VOCABULARY].flatMap(([kind, payload]) => textPathsOf(payload).map((path) => ({ kind, path })));

test(`[MON-5] ${CARDS} card numbers in ${CARD_FORMATS.length} formats, through every text field of every fact: none passes the gate`, () => {
  expect(FIELDS.length).toBeGreaterThan(150);
  let [n, passed] = [0, 0];
  for (const text of written()) {
    const { kind, path } = FIELDS[n++ % FIELDS.length]!;
    const checked = checkFact({ kind, at: 1, by: 'u-1', of: withTextAt(path, text) });
    if (checked.ok || checked.code !== 'E_CARD' || checked.say !== CARD_WORDS) passed++;
  }
  expect({ n, passed }).toEqual({ n: CARDS * CARD_FORMATS.length, passed: 0 });
});

test('[MON-5] nor in kinds and keys of a newer version, as a key, in depth, or as a number', () => {
  const of = (value: object) => checkFact({ kind: 'newer/kind', at: 1, by: 'u-1', of: value });
  for (const value of [
    { newer: '4111 1111 1111 1111' },
    { '4111111111111111': true },
    { a: [{ b: { c: ['378282246310005'] } }] },
    { amount: 4111111111111111 }
  ])
    expect(of(value), JSON.stringify(value)).toMatchObject({ ok: false, code: 'E_CARD' });
  // A clock that runs seventy years ahead shows moments that read as cards, and no fact is refused for its time.
  expect(of({ start: 4111111111111111 })).toMatchObject({ ok: true });
});

/** Texts of requests that are not kept as they come, each with why a card number in it is no matter. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  'setUpRequest manager.passphrase': 'kept as a salted hash',
  'signInRequest name': 'compared with names that are kept',
  'signInRequest passphrase': 'compared with a hash',
  'enrolRequest code': 'compared with codes that were given out',
  'beginEnrolRequest code': 'compared with codes that were given out'
};

test('[MON-5] every text of a request that the server keeps is refused with a card number in it', () => {
  const taken: string[] = [];
  for (const [name, schema] of Object.entries(requests)) {
    if (typeof schema === 'function') continue;
    for (const path of textPathsOf(schema)) {
      const { issues = [] } = v.safeParse(schema, withTextAt(path, '4111 1111 1111 1111'));
      const isRefused = issues.some((issue) => v.getDotPath(issue) === path.join('.'));
      if (!isRefused) taken.push(`${name} ${path.join('.')}`);
    }
  }
  expect(taken.sort()).toEqual(Object.keys(NOT_KEPT).sort());
});

test('[MON-5] a draft keeps none, whatever form it is of', () => {
  for (const text of written()) {
    const kept = withoutCards({ title: `New patient ${text}`, content: { list: [{ deep: text }] } });
    if (hasCardNumber(JSON.stringify(kept))) expect.fail('a draft kept a card number');
  }
  expect(withoutCards({ content: { note: '4111 1111 1111 1111' } })).toEqual({
    content: { note: '•••• •••• •••• 1111' }
  });
});

test('[MON-5] an imported record with one is told of by its line and not kept', () => {
  const card = '5555 5555 5555 4444';
  const demographics = {
    name: { family: card, given: ['A'] },
    birthDate: null,
    sex: 'unknown' as const,
    phones: [],
    identifiers: []
  };
  const encounter = { encounter: 'e1', class: 'AMB', start: 0, end: null, what: card };
  const contact = { contact: 'c1', type: 'payer' as const, name: card };
  for (const reading of [
    { is: 'patient' as const, patient: 'p1', demographics },
    { is: 'encounter' as const, patient: 'p1', encounter },
    { is: 'contact' as const, contact }
  ])
    expect(storable(reading as Parameters<typeof storable>[0])).toEqual({
      is: 'refused',
      refusal: { code: 'record/not-storable', say: CARD_WORDS }
    });
});
