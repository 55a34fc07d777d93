import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inboxDoc, patientDoc, practiceDoc } from '#domain/documents.ts';
import { entityOf } from '#domain/entities.ts';
import type { Recorded } from '#domain/fact.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { appointmentOf, type Appointment } from '#domain/scheduling/appointment.ts';
import { instantAt, instantOf, localDateOf, minuteOfDayOf, plusDays, stampAt, weekdayOf } from '#domain/time.ts';
import { roomSaidFrom } from '#domain/visit/room.ts';
import { visitFrom, type Visit } from '#domain/visit/visit.ts';
import type { InboxFact } from '#domain/intake/intake-facts.ts';
import { arrivalsPrivateKey, openSubmission } from '#protocol/envelope.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { loadArrivalsKey } from '../agent/arrivals-key.ts';
import type { Batch, Clinic } from '../clinic/clinic.ts';
import { openClinic } from '../clinic/open-clinic.ts';
import { demoDay, overlaps, panelsOf } from './bookings.ts';
import { missingDays } from './demo-days.ts';
import { STAFF } from './demo-practice.ts';
import { inventedPerson } from './invented-person.ts';
import { loadDemo } from './load-demo.ts';

const ZONE = 'America/New_York';
/** A Friday. */
const TODAY = '2026-11-20';
const at = (minute: number, date = TODAY): number => instantAt(date, minute, ZONE);
/** The second device enrolled, after the desk `D`; 1 and 2 are the server's own. */
const KIOSK_NO = 4;
const people = Array.from({ length: 600 }, (_, number) => inventedPerson(1, number));

interface Day {
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  readonly rooms: ReadonlyMap<string, readonly Recorded[]>;
}

function dayOf(recorded: readonly Recorded[]): Day {
  const groups = [...Map.groupBy(recorded, ({ fact }) => entityOf(fact) ?? '')];
  const of = (kind: string) => groups.filter(([key]) => key.startsWith(`${kind}:`));
  return {
    appointments: of('appointment').flatMap(([, facts]) => appointmentOf(facts) ?? []),
    visits: of('visit').flatMap(([, facts]) => visitFrom(facts) ?? []),
    rooms: new Map(of('room').map(([key, facts]) => [key.slice('room:'.length), facts]))
  };
}

async function toldDay(now: number, seed = 1): Promise<Batch> {
  const none = { read: () => Promise.resolve([]) };
  const panels = panelsOf(people, localDateOf(now, ZONE));
  const { batches } = await missingDays(none, { seed, zone: ZONE, now, panels, daysBack: 0, daysAhead: 0 });
  return batches[0]!;
}

const recordedOf = ({ facts }: Batch): Recorded[] => facts.map((fact, clock) => ({ client: 1, clock, fact }));

describe('[DEMO-3] today is full in every stage of flow, at whatever hour it is opened', () => {
  const hours = Array.from({ length: 48 }, (_, half) => half * 30 + 7);

  test.each(hours)('minute %i of the day, on a weekday and a Sunday', async (minute) => {
    for (const date of [TODAY, '2026-11-22']) {
      const now = at(minute, date);
      const { appointments, visits, rooms } = dayOf(recordedOf(await toldDay(now)));
      const states = new Set(visits.map(({ state }) => state));
      const inHouse = ['waiting', 'called', 'in-room', 'ready', 'with-provider', 'done', 'checked-out', 'left'];
      expect([...states].sort()).toEqual(inHouse.sort());
      expect(visits.filter(({ state }) => state === 'waiting').length).toBeGreaterThanOrEqual(5);
      expect(visits.filter(({ appointment }) => appointment === null)).toHaveLength(2);

      const here = new Set(visits.map(({ appointment }) => appointment));
      const expected = appointments.filter(({ appointment, status }) => status === 'booked' && !here.has(appointment));
      const statuses = new Set(appointments.map(({ status }) => status));
      expect(statuses).toContain('cancelled');
      // In the first minutes of a day nobody is late yet, and in its last hour nobody comes later.
      if (minute > 60) expect(statuses).toContain('no-show');
      if (minute > 60) expect(expected.some(({ at: place }) => place.start + 5 < minute)).toBe(true);
      if (minute < 23 * 60) expect(expected.some(({ at: place }) => place.start > minute + 15)).toBe(true);

      const inRooms = visits.filter(({ state }) => ['called', 'in-room', 'ready', 'with-provider'].includes(state));
      expect(new Set(inRooms.map(({ room }) => room)).size).toBe(inRooms.length);
      for (const { room, calledAt } of inRooms) {
        expect(roomSaidFrom(rooms.get(room ?? '') ?? []).freedAt ?? 0).toBeLessThan(calledAt ?? 0);
      }
    }
  });

  test.each([3 * 60, 12 * 60 + 20, 15 * 60])('the story at minute %i could have happened', async (minute) => {
    const now = at(minute);
    const batch = await toldDay(now);
    const { visits, appointments } = dayOf(recordedOf(batch));
    expect(visits.flatMap(({ problems }) => problems)).toEqual([]);
    expect(batch.facts.filter(({ at: stamp }) => instantOf(stamp) > now)).toEqual([]);
    expect(batch.facts.map(checkFact).filter(({ ok }) => !ok)).toEqual([]);
    const tickets = visits.toSorted((a, b) => a.arrivedAt - b.arrivedAt).map(({ ticket }) => ticket);
    expect(new Set(tickets).size).toBe(tickets.length);
    const byDesk = tickets.filter((ticket) => ticket.startsWith('D-'));
    expect(byDesk).toEqual(byDesk.toSorted());
    const seeing = visits.filter(({ state }) => state === 'with-provider').map(({ appointment }) => appointment);
    const practitioners = appointments
      .filter((each) => seeing.includes(each.appointment))
      .map((each) => each.at.practitioner);
    expect(new Set(practitioners).size).toBe(practitioners.length);
  });

  test('[DEMO-5] one time is booked twice, and no other', async () => {
    const { appointments } = dayOf(recordedOf(await toldDay(at(10 * 60))));
    const live = appointments.filter(({ status }) => status === 'booked');
    const pairs = live.flatMap((a, i) => live.slice(i + 1).filter((b) => overlaps(a.at, b.at)));
    expect(pairs.map(({ appointment, provisional }) => [appointment, provisional])).toEqual([
      [`demo-${TODAY}-twice`, true]
    ]);
    const once = new Set(live.map(({ patient }) => patient));
    expect(once.size).toBe(live.length);
  });

  test('[DEMO-1] the same seed and moment tell the same day, another seed another', async () => {
    const now = at(11 * 60);
    expect(await toldDay(now)).toEqual(await toldDay(now));
    expect(await toldDay(now, 2)).not.toEqual(await toldDay(now));
  });
});

describe('invented people', () => {
  test('[DEMO-6] are plainly invented: numbers nobody has, mail that goes nowhere, record numbers of their own', () => {
    const all = Array.from({ length: 2_000 }, (_, number) => inventedPerson(7, number));
    for (const { demographics } of all) {
      for (const { number } of demographics.phones) expect(number).toMatch(/^\+1[2-9]\d{2}55501\d{2}$/);
      expect(demographics.email ?? 'a@example.com').toMatch(/@example\.com$/);
    }
    expect(new Set(all.map(({ patient }) => patient)).size).toBe(2_000);
    expect(new Set(all.map(({ demographics }) => demographics.identifiers[0]?.value)).size).toBe(2_000);
  });

  test('[DEMO-6] have names of every shape, and all ages', () => {
    const all = Array.from({ length: 2_000 }, (_, number) => inventedPerson(7, number).demographics);
    const some = (fits: (of: (typeof all)[number]) => boolean): number => all.filter(fits).length;
    expect(some(({ name }) => /[^\u0000-\u007f’]/.test(name.family + name.given.join()))).toBeGreaterThan(200);
    expect(some(({ name }) => name.family.includes('-'))).toBeGreaterThan(40);
    expect(some(({ name }) => /['’]/.test(name.family))).toBeGreaterThan(40);
    expect(some(({ name }) => name.family.includes(' '))).toBeGreaterThan(40);
    expect(some(({ name }) => name.given.length === 0)).toBeGreaterThan(3);
    expect(some(({ name }) => (name.former?.length ?? 0) > 0)).toBeGreaterThan(40);
    expect(some(({ birthDate }) => birthDate !== null && birthDate > '2010')).toBeGreaterThan(200);
    expect(some(({ birthDate }) => birthDate !== null && birthDate < '1950')).toBeGreaterThan(200);
    expect(some(({ birthDate }) => birthDate === null)).toBeGreaterThan(0);
    expect(some(({ deceased }) => deceased !== undefined)).toBeGreaterThan(3);
  });
});

describe('on a clinic', () => {
  let folder = '';
  let clinic: Clinic;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'anteroom-demo-'));
    clinic = await openClinic(folder);
  });
  afterEach(async () => {
    await clinic.close();
    await rm(folder, { recursive: true });
  });
  const load = async (now: number) => await loadDemo(clinic, { now, zone: ZONE, patients: 400, days: 5 });

  test('[DEMO-1] it is a practice with people to sign in as, and loading it again changes nothing', async () => {
    expect(await load(at(10 * 60))).toEqual({ patients: 400, days: 8 });
    expect(await clinic.state()).toMatchObject({ isSetUp: true, isDemo: true });
    const practice = practiceOf(await clinic.read(practiceDoc));
    expect(practice).toMatchObject({ name: 'Harbor Lane Family Practice' });
    expect([practice.practitioners.size, practice.rooms.size, practice.staff.size]).toEqual([6, 10, STAFF.length]);
    expect(patientOf(await clinic.read(patientDoc(inventedPerson(20_261_121, 0).patient)))?.source).toBe('desk');

    const { head } = await clinic.state();
    expect(await load(at(11 * 60))).toEqual({ patients: 0, days: 0 });
    expect((await clinic.state()).head).toBe(head);
  });

  test('[DEMO-4] opened again days later, the days between have been lived through and today is full', async () => {
    await load(at(10 * 60));
    const later = plusDays(TODAY, 3);
    await load(at(15 * 60, later));
    const today = dayOf(await clinic.read(demoDay(later)));
    expect(new Set(today.visits.map(({ state }) => state)).size).toBe(8);
    expect(today.visits.flatMap(({ problems }) => problems)).toEqual([]);
    const ahead = dayOf(await clinic.read(demoDay(plusDays(later, 4))));
    expect(ahead.appointments.length).toBeGreaterThan(20);
    expect(ahead.visits).toEqual([]);

    // Two weeks on, what was only booked is over.
    await load(at(9 * 60, plusDays(TODAY, 7)));
    const between = dayOf(await clinic.read(demoDay(plusDays(TODAY, 4))));
    const here = new Set(between.visits.map(({ appointment }) => appointment));
    expect(
      between.appointments.filter(({ appointment, status }) => status === 'booked' && !here.has(appointment))
    ).toEqual([]);
    expect(between.visits.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('[DEMO-4] a day that somebody has worked in is left alone', async () => {
    await load(at(10 * 60));
    const tomorrow = plusDays(TODAY, 3);
    const fact = { kind: 'room/freed', at: stampAt(at(480, tomorrow)), by: 'nell', of: { room: 'room-1' } };
    const arrived = {
      kind: 'visit/arrived',
      at: stampAt(at(480, tomorrow)),
      by: 'nell',
      of: {
        visit: 'v1',
        appointment: null,
        patient: null,
        label: { family: 'Quill', given: 'Ada', birthDate: null },
        ticket: 'A-001'
      }
    };
    await clinic.append([{ doc: demoDay(tomorrow), facts: [fact, arrived] }]);
    const before = (await clinic.read(demoDay(tomorrow))).length;
    await load(at(9 * 60, tomorrow));
    expect(await clinic.read(demoDay(tomorrow))).toHaveLength(before);
  });

  test('[DEMO-8] three people have told the kiosk that they are here, and only the clinic’s key opens what they said', async () => {
    const now = at(10 * 60);
    await load(now);
    const kiosk = await loadArrivalsKey(folder);
    const key = await arrivalsPrivateKey(kiosk.privateKey);
    const inbox = await clinic.read(inboxDoc(KIOSK_NO));
    const told = await Promise.all(
      inbox.map(async ({ fact }) => await openSubmission((fact as InboxFact).of.sealed, key))
    );
    expect(told).toMatchObject([{ language: 'en' }, { language: 'en' }, { language: 'es', walkIn: true }]);
    const { appointments, visits } = dayOf(await clinic.read(demoDay(TODAY)));
    const one = appointments.find(
      ({ label }) => label.family === told[0]?.family && label.birthDate === told[0]?.birthDate
    );
    expect(one?.status).toBe('booked');
    const tickets = [...visits.map(({ ticket }) => ticket), ...told.map((each) => each?.ticket)];
    expect(new Set(tickets).size).toBe(tickets.length);
  });

  test('[DEMO-3] the practice is open while its story is told, also on a Sunday night', async () => {
    const sunday = '2026-11-22';
    const now = at(22 * 60, sunday);
    await load(now);
    const practice = practiceOf(await clinic.read(practiceDoc));
    const minute = minuteOfDayOf(now, ZONE);
    for (const { hours } of practice.practitioners.values()) {
      const day = hours.get('main')?.[weekdayOf(sunday)] ?? [];
      expect(day.some(({ from, to }) => from <= minute && minute <= to)).toBe(true);
    }
  });

  test('[DEMO-2] is refused on real data, also on data without a practice, and touches none of it', async () => {
    const of = {
      patient: 'p1',
      source: 'desk',
      name: { family: 'Quill', given: [] },
      birthDate: null,
      sex: 'unknown',
      phones: [],
      identifiers: []
    };
    await clinic.append([{ doc: 'patient/p1', facts: [{ kind: 'patient/registered', at: 1, by: 'u', of }] }]);
    const { head } = await clinic.state();
    await expect(load(at(600))).rejects.toThrow('A demonstration is never put on top of it');
    expect(await clinic.state()).toEqual({ isSetUp: false, isDemo: false, head });
  });
});
