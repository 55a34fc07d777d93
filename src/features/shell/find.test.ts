import { expect, test } from 'vitest';
import { memoryStation } from '#station/memory-station.ts';
import { inventedPerson } from '#tests/fixtures/people.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { smallDay } from '#tests/fixtures/small-day.ts';
import { seeded } from '#domain/random.ts';
import { foundOf, PATIENTS } from './find.ts';

const person = inventedPerson(seeded(1), 1, TODAY);
const station = memoryStation({
  facts: [
    practiceFacts(),
    registered('p-nunez', { ...person, name: { family: 'Núñez-Prado', given: ['Inés'] } }),
    smallDay([
      { id: 'one', start: 600, arrived: 590, family: 'Núñez-Prado' },
      { id: 'two', start: 600, arrived: 591, family: 'O’Fernwood' },
      { id: 'three', start: 640, family: 'Prado' }
    ])
  ]
});

async function found(query: string): Promise<string[]> {
  const { rows } = station;
  const all = foundOf(query, await rows.visits(SITE, TODAY), await rows.findPatients(query, PATIENTS));
  return all.map((one) => (one.kind === 'visit' ? one.visit : one.patient));
}

test.each([
  ['', []],
  ['   ', []],
  ['?!', []],
  ['prado', ['v-one']],
  ['NUNEZ', ['v-one']],
  ['núñez ann', ['v-one']],
  ['ofern', ['v-two']],
  ["o'fern", ['v-two']],
  ['fernw', ['v-two']],
  ['K1-002', ['v-two']],
  ['k1 002', ['v-two']],
  ['002', ['v-two']],
  ['999', []]
])('[SHELL-2] %j finds those who are here by ticket or name: %j', async (query, visits) => {
  expect((await found(query)).filter((id) => id.startsWith('v-'))).toEqual(visits);
});

test('[SHELL-2] patients of the practice come after those who are here', async () => {
  expect(await found('Núñez')).toEqual(['v-one', 'p-nunez']);
});
