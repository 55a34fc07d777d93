import { createHash } from 'node:crypto';
import { clientIdOf, idFrom, type ClientId } from '#domain/ids.ts';
import { stampAt } from '#domain/time.ts';
import { encodeRun } from '#protocol/update.ts';
import { FIRST_SEAT } from './client.ts';

/** Who wrote the seeded documents: another boot of seat 0 than its live clients use. */
export const SEEDER: ClientId = clientIdOf(FIRST_SEAT, 7);

export const patientDocName = (index: number): string => `patient/${idFrom(chance(index, 'id'))}`;

/** An invented patient's registration, about 250 bytes, or the change of a phone number. As hard to compress as real names are. */
export function patientUpdate(index: number, clock: number): Uint8Array {
  const patient = patientDocName(index).slice('patient/'.length);
  const random = chance(index, 'person');
  const at = stampAt(1_795_000_000_000 + random.readUInt32LE(0));
  const phones = [{ number: `(555) 555-01${String(index % 100).padStart(2, '0')}`, use: 'mobile' }];
  const name = { family: `Example${word(random, 4)}`, given: [word(random, 12), word(random, 18).slice(0, 1)] };
  const birthDate = `${1930 + ((random[20] ?? 0) % 90)}-0${1 + ((random[21] ?? 0) % 9)}-${10 + ((random[22] ?? 0) % 18)}`;
  const street = `${random.readUInt16LE(23) % 9_999} ${word(random, 25)} Street`;
  const address = { line: [street], city: word(random, 26), state: 'NY', postalCode: String(random.readUInt16LE(28)) };
  const of =
    clock === 0
      ? { patient, name, birthDate, sex: 'unknown', phones, address }
      : { patient, field: 'phones', from: phones, to: [...phones, { number: '(555) 555-0100', use: 'home' }] };
  const kind = clock === 0 ? 'patient/registered' : 'patient/changed';
  return encodeRun({ client: SEEDER, clock, facts: [{ kind, at, by: 'u-bench', of }] });
}

/** The same 32 bytes for the same index in every run. */
const chance = (index: number, what: string): Buffer => createHash('sha256').update(`${what} ${index}`).digest();

/** Five to eight letters. */
function word(random: Buffer, from: number): string {
  const letters = [...random.subarray(from, from + 5 + ((random[from] ?? 0) % 4))];
  return letters.map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

/** Of so many documents, those that change while a device is away: one in a hundred. */
export const changedOf = (documents: number): number[] =>
  Array.from({ length: documents / 100 }, (_, i) => i * 100 + 37);
