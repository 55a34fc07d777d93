import { between, pick, seeded } from '#domain/random.ts';
import { inventedPerson, type InventedPerson } from '../../sync-server/src/demo/invented-person.ts';
import { SEED } from './make-clinic.ts';

/** What somebody at a desk types, letter by letter: beginnings of names, a birth date, the end of a phone number, a record number. */
export function queriesOf(patients: number, keystrokes: number): readonly string[] {
  const random = seeded(11);
  const queries: string[] = [];
  for (let left = keystrokes; left > 0;) {
    const { name, birthDate, phones, identifiers } = personAt(between(random, 0, patients - 1)).demographics;
    const [given = ''] = name.given;
    const query = pick(random, [
      name.family.slice(0, between(random, 3, 7)),
      `${name.family.slice(0, 4)} ${given.slice(0, 3)}`,
      `${given.slice(0, 3)} ${name.family.slice(0, 4)}`,
      usDate(birthDate ?? '1971-03-09'),
      phones[0]?.number.slice(-4) ?? name.family,
      identifiers[0]?.value ?? name.family
    ]);
    queries.push(query.slice(0, left));
    left -= query.length;
  }
  return queries;
}

/** The patient whose document comes last in a first sync, which goes by document. */
export function lastToCome(patients: number): InventedPerson {
  return Array.from({ length: patients }, (_, number) => personAt(number)).reduce((last, one) =>
    one.patient > last.patient ? one : last
  );
}

export function personAt(number: number): InventedPerson {
  return inventedPerson(SEED, number);
}

function usDate(date: string): string {
  return `${date.slice(5, 7)}/${date.slice(8)}/${date.slice(0, 4)}`;
}
