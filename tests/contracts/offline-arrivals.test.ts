import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardOf, WHOLE_SITE } from '#domain/board/board.ts';
import { arrivalsDoc, boardDoc, dayDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { AppointmentId } from '#domain/ids.ts';
import type { SealedEntry } from '#domain/intake/submissions.ts';
import { seeded, type Random } from '#domain/random.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { plusDays, stampAt } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { acceptSubmission } from '#features/arrivals/accept-submission.ts';
import { candidatesFor } from '#features/arrivals/candidates.ts';
import { markArrived } from '#features/arrivals/mark-arrived.ts';
import { arrivalsHere } from '#features/kiosk/arrivals-here.ts';
import { submitArrival } from '#features/kiosk/submit-arrival.ts';
import { layCable, type Cable } from '#tests/e2e/cable.ts';
import { until, wiredDevice, type WiredDevice } from '#tests/fixtures/wired-device.ts';
import { PRACTICE, startRig, type Rig } from '../../sync-server/tests/rig.ts';

// Friday 20 November 2026, from 09:00 in New York on: the clock of the clinic and of every device.
const NINE = Date.parse('2026-11-20T14:00:00Z');
const began = performance.now();
const wall = (): number => NINE + Math.floor(performance.now() - began);
const SITE = 'main';
const TODAY = '2026-11-20';
const DAY = dayDoc(SITE, TODAY);

/** A busy day of a clinic of eight. */
const PATIENTS = 200;
const DESKS = 3;
const KIOSKS = 2;

interface Booked {
  readonly id: AppointmentId;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
}

const FAMILIES = ['Quist', 'Okafor', 'Nuñez', 'Harrow', 'Tran', 'Lindqvist', 'Abara', 'Moss', 'Vance', 'Ilyin'];
const GIVENS = ['Ida', 'Ben', 'Cora', 'Dov', 'Elif', 'Finn', 'Gwen', 'Hugo', 'Ines', 'Jun', 'Kofi', 'Lena'];

/** Everybody who is expected, each with a birth date of their own; names are shared, as in a town. Twins are asked for, as they must be (ARR-10). */
const BOOKED: readonly Booked[] = Array.from({ length: PATIENTS + 1 }, (_, n) => ({
  id: `a${n}`,
  family: FAMILIES[n % FAMILIES.length]!,
  given: GIVENS[Math.floor(n / FAMILIES.length) % GIVENS.length]!,
  birthDate: plusDays('1941-03-02', n * 97)
}));

const EXPECTED = BOOKED.slice(0, PATIENTS);
/** Who comes to both kiosks. */
const TWICE = BOOKED[PATIENTS]!;

/** A clinic whose server stands behind one cable: two kiosks and three desks, which have heard of the day. */
interface Wired {
  readonly rig: Rig;
  readonly cable: Cable;
  readonly kiosks: readonly WiredDevice[];
  readonly desks: readonly WiredDevice[];
}

let clinic: Wired;
beforeAll(async () => {
  const rig = await startRig({ now: wall });
  await rig.clinic.setUp(PRACTICE);
  const facts = BOOKED.map(({ id, family, given, birthDate }, n): Fact => ({
    kind: 'appointment/booked',
    at: stampAt(NINE) + n,
    by: 'u-1',
    of: {
      ...{ appointment: id, patient: `p${n}`, label: { family, given, birthDate }, visitType: 'follow-up' },
      at: { practitioner: `d${n % 8}`, start: 480 + Math.floor(n / 8) * 10, minutes: 10 }
    }
  }));
  expect((await rig.clinic.append([{ doc: DAY, facts }])).refused).toEqual([]);
  await rig.agent.settled();
  const cable = await layCable(rig.port);
  const key = await rig.core.arrivalsKey();
  const wired = async (surface: 'desk' | 'kiosk') => {
    const credentials = await rig.clinic.enrol({ role: surface, site: SITE });
    return await wiredDevice({ surface, credentials, origin: cable.url, wall, arrivalsKey: key });
  };
  const kiosks = await Promise.all(Array.from({ length: KIOSKS }, () => wired('kiosk')));
  const desks = await Promise.all(Array.from({ length: DESKS }, () => wired('desk')));
  // What each shows is open there, as on its screen.
  for (const { station } of kiosks) station.open(arrivalsDoc(SITE, TODAY));
  for (const { station } of desks) station.open(DAY);
  clinic = { rig, cable, kiosks, desks };
  const hasDay = async ({ station }: WiredDevice) =>
    (await station.rows.appointments(SITE, TODAY)).length === BOOKED.length &&
    (await station.rows.practice()).name !== '';
  await until(async () => (await Promise.all(desks.map(hasDay))).every(Boolean), 'the day at every desk');
  const hasKey = async ({ station }: WiredDevice) => (await arrivalsHere(station.rows, SITE, TODAY)) !== null;
  await until(async () => (await Promise.all(kiosks.map(hasKey))).every(Boolean), 'the day’s key at every kiosk');
}, 60_000);
afterAll(async () => {
  for (const device of [...clinic.kiosks, ...clinic.desks]) device.close();
  await clinic.cable.dispose();
  await clinic.rig.dispose();
});

async function atKiosk({ station }: WiredDevice, { family, given, birthDate }: Booked): Promise<string> {
  const here = await arrivalsHere(station.rows, SITE, TODAY);
  return await submitArrival(station, here!, { language: 'en', family, given, birthDate });
}

/** A desk opens a submission and takes it, as Enter does; one that no rule is sure of it says. */
async function take(
  { station }: WiredDevice,
  sealed: SealedEntry,
  appointments: readonly Appointment[]
): Promise<void> {
  const said = await station.openSubmission(sealed);
  const [best] = said ? candidatesFor(said, { appointments, visits: [] }) : [];
  if (!best?.isSure) throw new Error(`nobody is sure whose ${sealed.ticket} is`);
  await acceptSubmission(station, sealed, best.appointment.appointment);
}

/** A desk takes what still waits, one after another. */
async function dealWith(desk: WiredDevice, inOrder: (all: readonly SealedEntry[]) => readonly SealedEntry[]) {
  const { rows } = desk.station;
  const appointments = await rows.appointments(SITE, TODAY);
  for (const sealed of inOrder(await rows.submissions(TODAY))) {
    const handled = await rows.handled(SITE, TODAY);
    if (!handled.some(({ submission }) => submission === sealed.submission)) await take(desk, sealed, appointments);
  }
}

const visitsAt = ({ station }: WiredDevice): Promise<readonly Visit[]> => station.rows.visits(SITE, TODAY);

async function unplug({ cable, kiosks, desks }: Wired): Promise<void> {
  cable.pull();
  await until(() => [...kiosks, ...desks].every(({ status }) => status().link !== 'live'), 'every device’s knowing');
}

/** In again, and all that anybody wrote is on the server’s disk and at every desk. */
async function healed({ rig, kiosks, desks }: Wired): Promise<void> {
  const all = [...kiosks, ...desks];
  const isSent = ({ status }: WiredDevice) => status().link === 'live' && status().unsent === 0;
  await until(() => all.every(isSent), 'every outbox empty');
  const onServer = async () => (await rig.clinic.read(DAY)).filter(({ fact }) => fact.kind === 'visit/arrived').length;
  const at = async (desk: WiredDevice) => {
    const visits = await visitsAt(desk);
    return visits.reduce((sum, { ticket, otherTickets }) => sum + new Set([ticket, ...otherTickets]).size, 0);
  };
  await until(async () => {
    const [whole, ...heard] = [await onServer(), ...(await Promise.all(desks.map(at)))];
    return heard.every((tickets) => tickets === heard[0]) && whole >= (heard[0] ?? 0);
  }, 'the same at every desk');
}

/** Where somebody goes: most to one place, some to two. */
function placesOf(random: Random, { kiosks, desks }: Wired, n: number): readonly WiredDevice[] {
  const all = [...kiosks, ...desks];
  if (n % 10 === 0) return kiosks;
  const first = all[Math.floor(random() * all.length)]!;
  const second = all[Math.floor(random() * all.length)]!;
  return n % 10 === 1 && second !== first ? [first, second] : [first];
}

test('[KIO-3] [ARR-5] everybody who is expected checks in with the server unplugged, at two kiosks and every desk; plugged in, each is here once, with one ticket, on every desk, the server and the board', async () => {
  const { rig, cable, kiosks, desks } = clinic;
  await unplug(clinic);
  const random = seeded(7);
  const given = new Map<AppointmentId, string[]>();
  for (const [n, patient] of EXPECTED.entries()) {
    for (const place of placesOf(random, clinic, n)) {
      const arrived = kiosks.includes(place) ? null : await markArrived(place.station, patient.id);
      const ticket = arrived?.ok ? arrived.value.ticket : await atKiosk(place, patient);
      given.set(patient.id, [...(given.get(patient.id) ?? []), ticket]);
    }
  }
  // No number was given twice, by devices that could not ask each other; and the server has heard of nobody.
  const issued = [...given.values()].flat();
  expect([issued.length > PATIENTS, new Set(issued).size]).toEqual([true, issued.length]);
  expect((await rig.clinic.read(DAY)).some(({ fact }) => fact.kind === 'visit/arrived')).toBe(false);

  cable.plugIn();
  await healed(clinic);
  const submitted = issued.filter((ticket) => ticket.startsWith('K')).length;
  const heard = async ({ station }: WiredDevice) => (await station.rows.submissions(TODAY)).length === submitted;
  await until(async () => (await Promise.all(desks.map(heard))).every(Boolean), 'every submission at every desk');
  // Two desks deal with it at once, over the network: both with the first, then from either end until they meet.
  const [first, second] = desks as [WiredDevice, WiredDevice, WiredDevice];
  const backwards = ([one, ...others]: readonly SealedEntry[]) => [...(one ? [one] : []), ...others.toReversed()];
  await Promise.all([dealWith(first, (all) => all), dealWith(second, backwards)]);
  await healed(clinic);
  await until(async () => (await visitsAt(desks[2]!)).length === PATIENTS, 'everybody at the third desk');

  const visits = await visitsAt(desks[2]!);
  expect(visits.map(({ visit }) => visit).sort()).toEqual(EXPECTED.map(({ id }) => visitOf(id)).sort());
  for (const { appointment, ticket, otherTickets, state, problems } of visits) {
    // One person is called once: the first ticket speaks, whatever else was printed leads to the same visit.
    const tickets = [...new Set([ticket, ...otherTickets])].sort();
    expect([state, problems, tickets]).toEqual(['waiting', [], [...given.get(appointment!)!].sort()]);
  }
  for (const desk of [first, second]) expect(await visitsAt(desk)).toEqual(visits);

  await rig.agent.settled();
  const board = boardOf(await rig.clinic.read(boardDoc(SITE, WHOLE_SITE, TODAY)));
  expect([board.called, board.waiting.toSorted()]).toEqual([[], visits.map(({ ticket }) => ticket).toSorted()]);
}, 60_000);

test('[ARR-5] the same patient at two kiosks is one visit with two tickets, whichever desk takes which, both without a server', async () => {
  const { rig, cable, kiosks, desks } = clinic;
  await unplug(clinic);
  const tickets: string[] = [];
  for (const kiosk of kiosks) tickets.push(await atKiosk(kiosk, TWICE));
  cable.plugIn();
  const [a, b] = desks as [WiredDevice, WiredDevice, WiredDevice];
  const theirs = async ({ station }: WiredDevice) =>
    (await station.rows.submissions(TODAY)).filter(({ ticket }) => tickets.includes(ticket));
  await until(async () => (await theirs(a)).length + (await theirs(b)).length === 4, 'both submissions at both desks');
  await unplug(clinic);
  const [ofFirst, ofSecond] = [await theirs(a), await theirs(b)];
  const appointments = await a.station.rows.appointments(SITE, TODAY);
  await take(
    a,
    ofFirst.find(({ ticket }) => ticket === tickets[0])!,
    appointments
  );
  await take(
    b,
    ofSecond.find(({ ticket }) => ticket === tickets[1])!,
    appointments
  );
  cable.plugIn();
  const visitAt = async (desk: WiredDevice) =>
    (await visitsAt(desk)).find(({ visit }) => visit === visitOf(TWICE.id)) ?? null;
  const isOne = async (desk: WiredDevice) => (await visitAt(desk))?.otherTickets.length === 1;
  await until(async () => (await Promise.all(desks.map(isOne))).every(Boolean), 'one visit at every desk');
  const visit = await visitAt(a);
  expect([visit?.ticket, ...(visit?.otherTickets ?? [])].sort()).toEqual(tickets.sort());
  for (const desk of desks) expect(await visitAt(desk)).toEqual(visit);
  await rig.agent.settled();
  const { waiting } = boardOf(await rig.clinic.read(boardDoc(SITE, WHOLE_SITE, TODAY)));
  expect(waiting.filter((ticket) => tickets.includes(ticket))).toEqual([visit?.ticket]);
}, 60_000);
