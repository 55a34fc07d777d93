import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppointmentId } from '#domain/ids.ts';
import { seeded, type Random } from '#domain/random.ts';
import { plusDays } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { acceptSubmission } from '#features/arrivals/accept-submission.ts';
import { candidatesFor } from '#features/arrivals/candidates.ts';
import { markArrived } from '#features/arrivals/mark-arrived.ts';
import { arrivalsHere } from '#features/kiosk/arrivals-here.ts';
import { submitArrival } from '#features/kiosk/submit-arrival.ts';
import { arrivalsPrivateKey, newArrivalsKeyPair, type ArrivalsKeyPair } from '#protocol/envelope.ts';
import { cutOff, DAY, openedFor, type CutOff } from '#tests/fixtures/offline-kiosk.ts';
import { SITE, TODAY } from '#tests/fixtures/practice.ts';
import { closeStores } from '#tests/fixtures/test-store.ts';

afterAll(closeStores);

/** A busy day of a clinic of eight. */
const PATIENTS = 200;
const DESKS = ['A', 'B', 'C'] as const;
const KIOSKS = ['K1', 'K2'] as const;

interface Booked {
  readonly id: AppointmentId;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
}

const FAMILIES = ['Quist', 'Okafor', 'Nuñez', 'Harrow', 'Tran', 'Lindqvist', 'Abara', 'Moss', 'Vance', 'Ilyin'];
const GIVENS = ['Ida', 'Ben', 'Cora', 'Dov', 'Elif', 'Finn', 'Gwen', 'Hugo', 'Ines', 'Jun', 'Kofi', 'Lena'];

/** Everybody who is expected, each with a birth date of their own; names are shared, as in a town. */
const EXPECTED: readonly Booked[] = Array.from({ length: PATIENTS }, (_, n) => ({
  id: `a${n}`,
  family: FAMILIES[n % FAMILIES.length]!,
  given: GIVENS[Math.floor(n / FAMILIES.length) % GIVENS.length]!,
  // Nobody shares a birth date: twins are asked for, as they must be (ARR-10).
  birthDate: plusDays('1941-03-02', n * 97)
}));

let keys: { pair: ArrivalsKeyPair; privateKey: CryptoKey };
let server: CutOff;
beforeAll(async () => {
  const pair = await newArrivalsKeyPair();
  keys = { pair, privateKey: await arrivalsPrivateKey(pair.privateKey) };
  server = await cutOff('desk', { no: 9, label: 'Z' }, keys);
  const booked = EXPECTED.map(({ id, family, given, birthDate }, n) => ({
    kind: 'appointment/booked',
    of: {
      ...{ appointment: id, patient: `p${n}`, label: { family, given, birthDate }, visitType: 'new' },
      at: { practitioner: `d${n % 8}`, start: 480 + Math.floor(n / 8) * 10, minutes: 10 }
    }
  }));
  await server.station.record('book', DAY, booked);
  const opened = openedFor(pair);
  await server.station.record('open', opened.doc, opened.facts);
});

/** Two kiosks and every desk, which have heard of the day; then the cable is pulled. */
async function clinic() {
  const kiosks = await Promise.all(KIOSKS.map((label, n) => cutOff('kiosk', { no: 21 + n, label }, keys)));
  const desks = await Promise.all(DESKS.map((label, n) => cutOff('desk', { no: 11 + n, label }, keys)));
  for (const one of [...kiosks, ...desks]) await one.hear(server);
  return { kiosks, desks };
}

async function atKiosk({ station }: CutOff, { family, given, birthDate }: Booked): Promise<string> {
  const here = await arrivalsHere(station.rows, SITE, TODAY);
  return await submitArrival(station, here!, { language: 'en', family, given, birthDate });
}

/** A desk opens what waits and takes each that is sure, as Enter does. Answers what no rule could tell. */
async function dealWith({ station }: CutOff): Promise<number> {
  const [appointments, waiting] = [await station.rows.appointments(SITE, TODAY), await station.rows.submissions(TODAY)];
  let unsure = 0;
  for (const sealed of waiting) {
    const said = await station.openSubmission(sealed);
    const [best] = said ? candidatesFor(said, { appointments, visits: [] }) : [];
    if (!best?.isSure) unsure++;
    else await acceptSubmission(station, sealed, best.appointment.appointment);
  }
  return unsure;
}

const visitsAt = ({ station }: CutOff): Promise<readonly Visit[]> => station.rows.visits(SITE, TODAY);

/** Where somebody goes: most to one place, some to two. */
function placesOf(random: Random, all: readonly CutOff[], kiosks: readonly CutOff[], n: number): readonly CutOff[] {
  if (n % 10 === 0) return kiosks;
  const first = all[Math.floor(random() * all.length)]!;
  const second = all[Math.floor(random() * all.length)]!;
  return n % 10 === 1 && second !== first ? [first, second] : [first];
}

test('[KIO-3] [ARR-5] everybody who is expected checks in with the server unplugged, at two kiosks and every desk; healed, each is here once, with one ticket', async () => {
  const { kiosks, desks } = await clinic();
  const all = [...kiosks, ...desks];
  const random = seeded(7);
  const issued: string[] = [];
  const given = new Map<AppointmentId, string[]>();
  for (const [n, patient] of EXPECTED.entries()) {
    for (const place of placesOf(random, all, kiosks, n)) {
      const isKiosk = kiosks.includes(place);
      const arrived = isKiosk ? null : await markArrived(place.station, patient.id);
      const ticket = arrived?.ok ? arrived.value.ticket : await atKiosk(place, patient);
      issued.push(ticket);
      given.set(patient.id, [...(given.get(patient.id) ?? []), ticket]);
    }
  }
  // No number was given twice, by devices that could not ask each other.
  expect([issued.length > PATIENTS, new Set(issued).size]).toEqual([true, issued.length]);

  // The cable is in again: desks hear the kiosks and each other, and two of them deal with all of it at once.
  for (const desk of desks) await desk.hear(...kiosks, ...desks.filter((other) => other !== desk));
  const [first, second, third] = desks as [CutOff, CutOff, CutOff];
  expect(await Promise.all([dealWith(first), dealWith(second)])).toEqual([0, 0]);
  for (const desk of desks) await desk.hear(...desks.filter((other) => other !== desk));

  const visits = await visitsAt(third);
  expect(visits.map(({ visit }) => visit).sort()).toEqual(EXPECTED.map(({ id }) => visitOf(id)).sort());
  for (const { appointment, ticket, otherTickets, state, problems } of visits) {
    const tickets = given.get(appointment!)!;
    // One person is called once: the first ticket speaks, whatever else was printed leads to the same visit.
    expect([state, problems, [...new Set([ticket, ...otherTickets])].sort()]).toEqual([
      'waiting',
      [],
      [...tickets].sort()
    ]);
  }
  for (const desk of [first, second]) expect(await visitsAt(desk)).toEqual(visits);
});

test('[ARR-5] the same patient at two kiosks is one visit with one ticket, whichever desk takes which', async () => {
  const { kiosks, desks } = await clinic();
  const [k1, k2] = kiosks as [CutOff, CutOff];
  const [a, b] = desks as [CutOff, CutOff];
  const patient = EXPECTED[3]!;
  const tickets = [await atKiosk(k1, patient), await atKiosk(k2, patient)];
  expect(tickets).toEqual(['K1-001', 'K2-001']);
  await a.hear(k1);
  await b.hear(k2);
  await dealWith(a);
  await dealWith(b);
  await a.hear(b, k2);
  await b.hear(a, k1);
  await dealWith(a);
  const [visits] = [await visitsAt(a), await b.hear(a)];
  expect(visits).toMatchObject([
    { visit: visitOf(patient.id), ticket: 'K1-001', otherTickets: ['K2-001'], state: 'waiting' }
  ]);
  expect(await visitsAt(b)).toEqual(visits);
});
