import { createHmac } from 'node:crypto';
import { personSecret, type PersonTold } from '#domain/intake/kiosk-secret.ts';
import { idFrom } from '#domain/ids.ts';
import { between, seeded } from '#domain/random.ts';
import { plusDays } from '#domain/time.ts';
import { dayKeyFrom, lookUpOf } from '#protocol/day-keys.ts';
import { expanded } from '#protocol/envelope.ts';

export interface GuessingReport {
  readonly envelopes: number;
  readonly guesses: number;
  /** How many of the day were found by whoever has the disk and, as planted, the day key. */
  readonly foundWithKey: number;
  /** … and by the same guesses with the disk alone. */
  readonly foundWithoutKey: number;
  readonly guessesASecond: number;
  /** What the whole space costs at that speed without stretching, seconds. */
  readonly wholeSpaceSeconds: number;
}

/** The list that is guessed through: a thousandth of SECURITY §4's 6.4·10⁷ (139 common names, and days of birth). */
export const GUESSES = 64_000;
const NAMES = 8;
const PEOPLE = 60;

/**
 * Replays what a thief of a powered-off kiosk would do, a thousand times smaller and against a weakened build: look-ups by name and birth
 * date whose stretch is a plain hash. With the day key planted, guessing finds everybody in the guessed part: the search works, and
 * the estimate of SECURITY §4 (name and birth date are no encryption) is seen. Without it the same search finds nobody.
 */
export async function kioskGuessing(guesses = GUESSES): Promise<GuessingReport> {
  const dayKeyRaw = new Uint8Array(32).map((_, index) => index * 7);
  const days = Math.floor(guesses / NAMES);
  const guessed = (index: number): PersonTold => ({
    family: `Name${index % NAMES}`,
    birthDate: plusDays('1940-01-01', Math.floor(index / NAMES)),
    phoneLast4: '0000'
  });

  const random = seeded(4);
  const dayKey = await dayKeyFrom(dayKeyRaw);
  const disk = new Set<string>();
  while (disk.size < PEOPLE) {
    const someone = guessed(between(random, 0, days * NAMES - 1));
    disk.add((await lookUpOf(weak(someone), dayKey)).envelope);
  }

  const began = performance.now();
  const foundWithKey = await search(days * NAMES, guessed, dayKeyRaw, disk);
  const seconds = (performance.now() - began) / 1_000;
  const foundWithoutKey = await search(days * NAMES, guessed, new Uint8Array(32), disk);
  const guessesASecond = Math.round((days * NAMES) / seconds);
  return {
    envelopes: disk.size,
    guesses: days * NAMES,
    foundWithKey,
    foundWithoutKey,
    guessesASecond,
    wholeSpaceSeconds: Math.round(6.4e7 / guessesASecond)
  };
}

async function search(
  count: number,
  guessed: (index: number) => PersonTold,
  dayKey: Uint8Array<ArrayBuffer>,
  disk: ReadonlySet<string>
): Promise<number> {
  let found = 0;
  for (let index = 0; index < count; index++) {
    const bound = new Uint8Array(
      createHmac('sha256', dayKey)
        .update(weak(guessed(index)))
        .digest()
    );
    const place = await expanded(bound, new Uint8Array(0), 'anteroom/look-up/place', 10);
    if (disk.has(idFrom(place))) found++;
  }
  return found;
}

/** The planted weakness: no stretching. */
function weak(person: PersonTold): Uint8Array {
  return new Uint8Array(createHmac('sha256', 'no stretch').update(personSecret(person)).digest());
}
