import { afterEach, beforeEach, expect, test } from 'vitest';
import { boardOf, type Board } from '#domain/board/board.ts';
import { patientDoc, practiceDoc } from '#domain/documents.ts';
import type { Fact, NewFact } from '#domain/fact.ts';
import type { Form } from '#domain/forms/form.ts';
import { PRIVACY_NOTICE } from '#domain/forms/shipped/consents.ts';
import { REGISTRATION } from '#domain/forms/shipped/registration.ts';
import { arrivalsOf } from '#domain/intake/arrivals.ts';
import { stampAt } from '#domain/time.ts';
import {
  envelopeIdOf,
  envelopeKeyOf,
  openEnvelope,
  openSubmission,
  sealSubmission,
  arrivalsPrivateKey
} from '#protocol/envelope.ts';
import { dayKeyFrom, dayKeyOf, daySaltOf, daySeedOf, lookUpOf } from '#protocol/day-keys.ts';
import type { ArrivalsKey } from '#protocol/http.ts';
import { EVERY_KIND } from '#tests/fixtures/every-kind.ts';
import { plainClient, PRACTICE, startRig, type DocClient, type Rig } from './rig.ts';

// Friday 20 November 2026, 09:00 in New York.
const NINE = Date.parse('2026-11-20T14:00:00Z');
const DATE = '2026-11-20';
const DAY = `day/main/${DATE}`;
const BOARD = `board/main/main/${DATE}`;
const ARRIVALS = `arrivals/main/${DATE}`;
const label = { family: 'Example', given: 'Robin', birthDate: '1980-02-29' };

let rig: Rig;
let now = NINE;

beforeEach(async () => {
  now = NINE;
  rig = await startRig({ now: () => now });
  await rig.clinic.setUp(PRACTICE);
  await rig.agent.settled();
});
afterEach(() => rig.dispose());

async function say(...facts: NewFact[]): Promise<void> {
  const dated = facts.map(({ kind, of }, i): Fact => ({ kind, at: stampAt(now) + i, by: 'u-1', of }));
  const { refused } = await rig.clinic.append([{ doc: DAY, facts: dated }]);
  expect(refused).toEqual([]);
  await rig.agent.settled();
}

async function board(doc = BOARD): Promise<Board> {
  return boardOf(await rig.clinic.read(doc));
}

async function boardLines(): Promise<number> {
  return (await rig.clinic.read(BOARD)).length;
}

const practitioner = async (): Promise<string> => {
  const facts = await rig.clinic.read('practice');
  const added = facts.find(({ fact }) => fact.kind === 'practitioner/added')!.fact.of as { practitioner: string };
  return added.practitioner;
};

const booked = async (appointment: string, start: number): Promise<NewFact> => ({
  kind: 'appointment/booked',
  of: {
    appointment,
    patient: 'p1',
    label,
    visitType: 'follow-up',
    at: { practitioner: await practitioner(), start, minutes: 20 }
  }
});
const arrived = (visit: string, ticket: string, appointment: string | null = null): NewFact => ({
  kind: 'visit/arrived',
  of: { visit, appointment, patient: null, label, ticket }
});

const submission = { submission: 's1', ticket: 'K1-001', date: DATE, keyId: 'k', sealed: new Uint8Array(700) };
const sealed = (of = submission): Fact => ({ kind: 'submission/sealed', at: stampAt(now), by: 'device:3', of });

/** The first device of a fresh practice is number 3. */
async function kiosk(): Promise<DocClient> {
  const device = await rig.enrol('kiosk');
  const client = await plainClient(rig, device, `inbox/${device.deviceNo}`);
  await client.join();
  return client;
}

test('[AGT-2] a ticket waits, is called to a room by name, and is gone when its visit is in the room', async () => {
  await say(arrived('v1', 'A-001'), arrived('v2', 'A-002'));
  expect((await board()).waiting).toEqual(['A-001', 'A-002']);

  now += 60_000;
  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-2' } });
  expect(await board()).toMatchObject({
    waiting: ['A-002'],
    called: [{ ticket: 'A-001', roomName: 'Room 2', at: now }]
  });

  await say({ kind: 'visit/roomed', of: { visit: 'v1', room: 'room-2' } });
  expect(await board()).toMatchObject({ waiting: ['A-002'], called: [] });
  expect(await board(`board/main/all/${DATE}`)).toMatchObject({ siteName: 'Main office', waiting: ['A-002'] });
});

test('[AGT-2] a call that is taken back waits again; called again it is said again', async () => {
  await say(arrived('v1', 'A-001'));
  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-1' } });
  const call = (await rig.clinic.read(DAY)).find(({ fact }) => fact.kind === 'visit/called')!;
  await say({ kind: 'fact/voided', of: { fact: `${call.client}.${call.clock}` } });
  expect((await board()).waiting).toEqual(['A-001']);

  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-1' } });
  const lines = await boardLines();
  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-1' } });
  expect(await boardLines()).toBe(lines + 1);
  await say({ kind: 'visit/left', of: { visit: 'v1', reason: 'other' } });
  expect(await board()).toMatchObject({ waiting: [], called: [] });
});

test('[AGT-1] a kiosk’s ticket waits from the moment its submission is here, until a desk has handled it', async () => {
  const client = await kiosk();
  expect(await client.append(0, [sealed()])).toMatchObject({ type: 'ack' });
  await rig.agent.settled();
  expect((await board()).waiting).toEqual(['K1-001']);

  expect(await client.append(1, [sealed()])).toMatchObject({ type: 'ack' });
  expect(
    await client.append(2, [sealed({ ...submission, submission: 's0', ticket: 'K1-000', date: '2026-11-19' })])
  ).toMatchObject({ type: 'ack' });
  await rig.agent.settled();
  expect((await board()).waiting).toEqual(['K1-001']);

  const handled = { submission: 's1', device: 3, outcome: 'arrived', visit: 'v1' };
  await say(
    {
      kind: 'visit/arrived',
      of: { visit: 'v1', appointment: null, patient: null, label, ticket: 'K1-001', submission: 's1' }
    },
    { kind: 'submission/handled', of: handled }
  );
  expect((await board()).waiting).toEqual(['K1-001']);
  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-1' } });
  expect((await board()).called).toMatchObject([{ ticket: 'K1-001', roomName: 'Room 1' }]);
});

test('[AGT-1] a submission that a desk dismisses leaves the board; one of a visit that has a ticket gives way to it', async () => {
  const client = await kiosk();
  await client.append(0, [sealed(), sealed({ ...submission, submission: 's2', ticket: 'K1-002' })]);
  await say(arrived('v1', 'A-001'), {
    kind: 'submission/handled',
    of: { submission: 's1', device: 3, outcome: 'arrived', visit: 'v1' }
  });
  await say({ kind: 'submission/handled', of: { submission: 's2', device: 3, outcome: 'dismissed', visit: null } });
  expect((await board()).waiting).toEqual(['A-001']);
});

test('[AGT-3] nothing of a patient is in what boards and kiosks get', async () => {
  const secret = new Uint8Array(16).fill(9);
  await say(await booked('a1', 620), arrived('v-a1', 'A-001', 'a1'), {
    kind: 'appointment/slip-issued',
    of: { appointment: 'a1', envelope: await envelopeIdOf(secret), key: await envelopeKeyOf(secret) }
  });
  await say({ kind: 'visit/called', of: { visit: 'v-a1', room: 'room-1' } });
  const said = [...(await rig.clinic.read(BOARD)), ...(await rig.clinic.read(ARRIVALS))];
  const allowed = new Set([
    'siteName',
    'areaName',
    'zone',
    'ticket',
    'roomName',
    'called',
    'minutes',
    'keyId',
    'key',
    'salt',
    'envelope',
    'sealed'
  ]);
  for (const { fact } of said) {
    expect([...Object.keys(fact.of as object)].filter((key) => !allowed.has(key))).toEqual([]);
    expect(JSON.stringify(fact)).not.toMatch(/Example|Robin|1980|"p1"|v-a1/);
  }
});

test('[AGT-10] who is not to be announced is on no board: by their record, by the visit, and from the moment it is said', async () => {
  const flagged = (patient: string, on: boolean): NewFact => ({
    kind: 'patient/flagged',
    of: { patient, flag: 'do-not-announce', on }
  });
  const registered = (patient: string): NewFact => ({
    kind: 'patient/registered',
    of: {
      patient,
      source: 'desk',
      name: { family: 'Rook', given: ['Ann'] },
      birthDate: null,
      sex: 'unknown',
      phones: [],
      identifiers: []
    }
  });
  const here = (visit: string, ticket: string, patient: string): NewFact => ({
    kind: 'visit/arrived',
    of: { visit, appointment: null, patient, label, ticket }
  });
  const write = async (patient: string, ...facts: NewFact[]): Promise<void> => {
    const dated = facts.map(({ kind, of }, index): Fact => ({ kind, at: stampAt(now) + index, by: 'u-1', of }));
    expect((await rig.clinic.append([{ doc: `patient/${patient}`, facts: dated }])).refused).toEqual([]);
    await rig.agent.settled();
  };
  await write('p-quiet', registered('p-quiet'), flagged('p-quiet', true));
  await write('p-plain', registered('p-plain'));
  await say(here('v1', 'A-001', 'p-quiet'), here('v2', 'A-002', 'p-plain'), here('v3', 'A-003', 'p-plain'));
  await say({ kind: 'visit/flagged', of: { visit: 'v3', flag: 'do-not-announce', on: true } });
  expect((await board()).waiting).toEqual(['A-002']);

  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-2' } });
  expect(await board()).toMatchObject({ waiting: ['A-002'], called: [] });
  expect(JSON.stringify(await rig.clinic.read(`board/main/all/${DATE}`))).not.toContain('A-001');

  await write('p-plain', flagged('p-plain', true));
  expect((await board()).waiting).toEqual([]);
  now += 1_000;
  await write('p-plain', flagged('p-plain', false));
  expect((await board()).waiting).toEqual(['A-002']);
});

test('[BDOC-2] [QUE-2] the board stands in the order of turns: an appointment before a walk-in, who comes late after, who is urgent first', async () => {
  await say(await booked('a-930', 570), await booked('a-905', 545), await booked('a-840', 520));
  await say(arrived('v-walk', 'A-001'));
  await say(arrived('v-a-930', 'A-002', 'a-930'), arrived('v-a-905', 'A-003', 'a-905'));
  await say(arrived('v-a-840', 'A-004', 'a-840'));
  // 9:05 by its time; the walk-in of 9:00, and 8:40 who came twenty minutes late, as of 9:15; 9:30 by its time.
  expect((await board()).waiting).toEqual(['A-003', 'A-004', 'A-001', 'A-002']);
  const lines = await boardLines();
  await rig.agent.tick();
  expect(await boardLines()).toBe(lines);

  await say({ kind: 'visit/placed', of: { visit: 'v-walk', turn: 0, before: null, reason: 'clinical' } });
  expect((await board()).waiting).toEqual(['A-001', 'A-003', 'A-004', 'A-002']);
});

test('[AGT-13] an area’s board tells of who waits there and who is called there; of whom nobody said where they wait, every board', async () => {
  const kim = await practitioner();
  const facts: NewFact[] = [
    { kind: 'area/added', of: { area: 'east', site: 'main', name: 'East wing' } },
    { kind: 'room/added', of: { room: 'room-e', site: 'main', area: 'east', name: 'Room E' } },
    { kind: 'practitioner/waited-for', of: { practitioner: kim, site: 'main', area: 'main' } }
  ];
  const dated = facts.map(({ kind, of }, i): Fact => ({ kind, at: stampAt(now) + i, by: 'u-1', of }));
  expect((await rig.clinic.append([{ doc: 'practice', facts: dated }])).refused).toEqual([]);
  await say(await booked('a1', 9 * 60 + 30), await booked('a2', 10 * 60));
  await say(arrived('v-a1', 'A-001', 'a1'), arrived('v-a2', 'A-002', 'a2'), arrived('v9', 'A-009'));
  const waitingIn = async (area: string) => (await board(`board/main/${area}/${DATE}`)).waiting.toSorted();
  expect(await waitingIn('main')).toEqual(['A-001', 'A-002', 'A-009']);
  expect(await waitingIn('east')).toEqual(['A-009']);
  expect(await waitingIn('all')).toEqual(['A-001', 'A-002', 'A-009']);

  // From the room of another area they are called where they sit, and there.
  now += 60_000;
  await say({ kind: 'visit/called', of: { visit: 'v-a2', room: 'room-e' } });
  for (const area of ['main', 'east', 'all'])
    expect((await board(`board/main/${area}/${DATE}`)).called).toMatchObject([{ ticket: 'A-002', roomName: 'Room E' }]);
  now += 60_000;
  await say({ kind: 'visit/roomed', of: { visit: 'v-a2', room: 'room-e' } });
  expect((await board(`board/main/east/${DATE}`)).called).toEqual([]);

  // The provider’s patients wait elsewhere from now on, and who sits here is told so too.
  const moved = { kind: 'practitioner/waited-for', of: { practitioner: kim, site: 'main', area: 'east' } };
  await rig.clinic.append([{ doc: 'practice', facts: [{ ...moved, at: stampAt(now) + 9, by: 'u-1' }] }]);
  await rig.agent.settled();
  expect([await waitingIn('main'), await waitingIn('east')]).toEqual([['A-009'], ['A-001', 'A-009']]);
});

test('[AGT-4] a practitioner who is late is told in steps of five minutes, and untold when caught up', async () => {
  await say(await booked('a1', 540), arrived('v-a1', 'A-001', 'a1'));
  const delays = async (afterMinutes: number): Promise<unknown> => {
    now = NINE + afterMinutes * 60_000;
    await rig.agent.tick();
    return (await board()).delays;
  };
  expect(await delays(14)).toEqual([]);
  expect(await delays(16)).toEqual([{ called: 'Dr Kim', minutes: 20 }]);
  const lines = await boardLines();
  expect(await delays(19)).toEqual([{ called: 'Dr Kim', minutes: 20 }]);
  expect(await boardLines()).toBe(lines);
  expect(await delays(21)).toEqual([{ called: 'Dr Kim', minutes: 25 }]);
  await say({ kind: 'visit/called', of: { visit: 'v-a1', room: 'room-1' } });
  expect(await delays(22)).toEqual([]);
});

test('[WAIT-8] who waits is told for how long, by what the weeks before were; told again when that is over', async () => {
  await livedDays(5, 12);
  await rig.stop();
  rig = await startRig({ dataDir: rig.dataDir, now: () => now });
  await rig.agent.settled();
  expect((await board()).judged).toMatchObject({ longer: 0, pastTurn: expect.any(Number) });

  await say(await booked('a1', 540), arrived('v-a1', 'A-001', 'a1'), arrived('v2', 'A-002'));
  const waits = async (afterMinutes: number) => {
    now = NINE + afterMinutes * 60_000;
    await rig.agent.tick();
    return (await board()).waits;
  };
  // Each of them waited ten minutes for this practitioner; of walk-ins nothing is known.
  expect(await waits(0)).toEqual([{ ticket: 'A-001', low: 10, high: 10, at: NINE }]);
  const lines = await boardLines();
  expect(await waits(6)).toHaveLength(1);
  expect(await boardLines()).toBe(lines);
  // Their time is over and they still wait: told anew, from now.
  expect((await waits(12))[0]).toMatchObject({ ticket: 'A-001', at: NINE + 12 * 60_000 });
  await say({ kind: 'visit/called', of: { visit: 'v-a1', room: 'room-1' } });
  expect((await board()).waits).toEqual([]);
});

test('[WAIT-8] a clinic without a past promises nothing', async () => {
  await say(await booked('a1', 540), arrived('v-a1', 'A-001', 'a1'));
  await rig.agent.tick();
  expect(await board()).toMatchObject({ waiting: ['A-001'], waits: [], judged: null });
});

/** Days before today on which everybody was called after ten minutes and done after ten more. */
async function livedDays(days: number, visits: number): Promise<void> {
  for (let back = 1; back <= days; back++) {
    const opens = NINE - back * 86_400_000;
    const facts = await Promise.all(
      Array.from({ length: visits }, async (_, i): Promise<Fact[]> => {
        const id = `d${back}-${i}`;
        const at = opens + i * 20 * 60_000;
        const dated = (minute: number, { kind, of }: NewFact): Fact => ({
          kind,
          at: stampAt(at + minute * 60_000),
          by: 'u-1',
          of
        });
        return [
          dated(-60, await booked(id, 540 + i * 20)),
          dated(0, arrived(`v-${id}`, `A-${100 + i}`, id)),
          dated(10, { kind: 'visit/called', of: { visit: `v-${id}`, room: 'room-1' } }),
          dated(20, { kind: 'visit/done', of: { visit: `v-${id}` } })
        ];
      })
    );
    const doc = `day/main/${new Date(opens).toISOString().slice(0, 10)}`;
    expect((await rig.clinic.append([{ doc, facts: facts.flat() }])).refused).toEqual([]);
  }
}

test('[AGT-5] a slip opens its envelope, follows its appointment, and opens nothing when that is cancelled', async () => {
  const secret = new Uint8Array(16).fill(5);
  const envelope = await envelopeIdOf(secret);
  const key = await envelopeKeyOf(secret);
  const opened = async (): Promise<unknown> => {
    const day = arrivalsOf(await rig.clinic.read(ARRIVALS))!;
    expect(day.envelopes.size % 50).toBe(0);
    const there = day.envelopes.get(envelope);
    return there ? await openEnvelope(there, key) : 'not there';
  };
  expect(await opened()).toBe('not there');
  const of = { ...EVERY_KIND['patient/registered'], patient: 'p1', language: 'es-MX' };
  const registered = { kind: 'patient/registered', at: stampAt(now), by: 'u-1', of };
  expect((await rig.clinic.append([{ doc: patientDoc('p1'), facts: [registered] }])).refused).toEqual([]);
  const forms = ['phq-2@1', 'history@1@2026-02-03'];
  await say(await booked('a1', 620), {
    kind: 'appointment/slip-issued',
    of: { appointment: 'a1', envelope, key, forms }
  });
  expect(await opened()).toEqual({
    envelope,
    initial: 'R',
    time: '10:20',
    practitioner: 'Dr Kim',
    window: { from: 560, until: 635 },
    language: 'es',
    forms
  });
  const from = { practitioner: await practitioner(), start: 620, minutes: 20 };
  await say({ kind: 'appointment/moved', of: { appointment: 'a1', from, to: { ...from, start: 545 } } });
  expect(await opened()).toMatchObject({ time: '9:05' });

  await rig.stop();
  rig = await startRig({ dataDir: rig.dataDir, now: () => now });
  const lines = (await rig.clinic.read(ARRIVALS)).length;
  expect(await opened()).toMatchObject({ time: '9:05' });
  await say({ kind: 'appointment/cancelled', of: { appointment: 'a1', by: 'patient', reason: 'illness' } });
  expect(await opened()).toBe('not there');
  expect((await rig.clinic.read(ARRIVALS)).length).toBe(lines + 2);
});

test('[FORM-20] [AGT-5] a slip’s envelope names what is due by now; a decoy changes with it, and nothing is longer than before', async () => {
  const secret = new Uint8Array(16).fill(6);
  const [envelope, key] = [await envelopeIdOf(secret), await envelopeKeyOf(secret)];
  const day = async () => arrivalsOf(await rig.clinic.read(ARRIVALS))!.envelopes;
  const forms = async () => (await openEnvelope((await day()).get(envelope)!, key))?.forms;
  await say(await booked('a1', 620), { kind: 'appointment/slip-issued', of: { appointment: 'a1', envelope, key } });
  expect(await forms()).toEqual([]);
  const touched = new Set<string>();
  for (const due of [['phq-2@1'], ['phq-2@1', 'history@1@2026-02-03'], []]) {
    const before = await day();
    now += 1_000;
    await say({ kind: 'appointment/forms-named', of: { appointment: 'a1', forms: due } });
    expect(await forms()).toEqual(due);
    const after = await day();
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const changed = [...after].filter(([id, sealed]) => !Buffer.from(sealed).equals(before.get(id)!));
    expect(changed.map(([, { length }]) => length)).toEqual([1_024, 1_024]);
    for (const [id] of changed) touched.add(id);
  }
  // Each time another decoy.
  expect(touched.size).toBe(4);
});

test('[FORM-20] kiosks get forms in the practice’s own words that they may show, once, and anew when they change', async () => {
  const shown = async () =>
    arrivalsOf(await rig.clinic.read(ARRIVALS))?.forms?.map(({ form, version }) => [form, version]);
  const define = async (definition: Form) => {
    now += 1_000;
    const fact = { kind: 'form/defined', at: stampAt(now), by: 'u-1', of: { form: definition.form, definition } };
    expect((await rig.clinic.append([{ doc: practiceDoc, facts: [fact] }])).refused).toEqual([]);
    await rig.agent.settled();
  };
  expect(await shown()).toBeUndefined();
  await define({ ...PRIVACY_NOTICE, version: '2026' });
  await define({ ...REGISTRATION, version: '2026' });
  expect(await shown()).toEqual([['privacy-notice', '2026']]);
  const lines = (await rig.clinic.read(ARRIVALS)).length;
  await rig.stop();
  rig = await startRig({ dataDir: rig.dataDir, now: () => now });
  expect((await rig.clinic.read(ARRIVALS)).length).toBe(lines);
  await define({ ...PRIVACY_NOTICE, version: '2027' });
  expect(await shown()).toEqual([['privacy-notice', '2027']]);
});

test('[AGT-9] a slip’s typed code opens the same, under today’s key alone, until its patient has arrived', async () => {
  const { privateKey } = await rig.core.arrivalsKey();
  const seed = await daySeedOf(privateKey);
  const stretched = new Uint8Array(32).fill(3);
  const [envelope, key] = [await envelopeIdOf(new Uint8Array(16)), await envelopeKeyOf(new Uint8Array(16))];
  const lookUp = async (date: string, level: 'code' | 'person' = 'code'): Promise<unknown> => {
    const day = arrivalsOf(await rig.clinic.read(ARRIVALS))!;
    expect(day.envelopes.size % 50).toBe(0);
    const found = await lookUpOf(stretched, await dayKeyFrom(await dayKeyOf(seed, 'main', date, level)));
    const there = day.envelopes.get(found.envelope);
    return there ? await openEnvelope(there, found.key) : 'not there';
  };
  expect(arrivalsOf(await rig.clinic.read(ARRIVALS))?.salt).toEqual(await daySaltOf(seed, 'main', DATE));
  const issued = { appointment: 'a1', envelope, key, code: stretched };
  await say(await booked('a1', 620), { kind: 'appointment/slip-issued', of: issued });
  expect(await lookUp(DATE)).toEqual({
    envelope,
    initial: 'R',
    time: '10:20',
    practitioner: 'Dr Kim',
    window: { from: 560, until: 635 },
    language: null,
    forms: []
  });
  expect(await Promise.all([lookUp('2026-11-21'), lookUp(DATE, 'person')])).toEqual(['not there', 'not there']);

  // Printed again, the older code is none.
  const again = { ...issued, envelope: 'e000000000000002', code: new Uint8Array(32).fill(4) };
  now += 1_000;
  await say({ kind: 'appointment/slip-issued', of: again });
  expect(await lookUp(DATE)).toBe('not there');
  now += 1_000;
  await say({ kind: 'appointment/slip-issued', of: { ...issued, envelope: 'e000000000000003' } });
  expect(await lookUp(DATE)).toMatchObject({ initial: 'R' });
  await say(arrived('v-a1', 'A-001', 'a1'));
  expect(await lookUp(DATE)).toBe('not there');
});

test('[AGT-5] fifty-one slips are among a hundred envelopes', async () => {
  const slips = await Promise.all(
    Array.from({ length: 51 }, async (_, i) => {
      const secret = new Uint8Array(16).fill(i);
      const slip = { appointment: `a${i}`, envelope: await envelopeIdOf(secret), key: await envelopeKeyOf(secret) };
      return [await booked(`a${i}`, 480 + i), { kind: 'appointment/slip-issued', of: slip }];
    })
  );
  await say(...slips.flat());
  expect(arrivalsOf(await rig.clinic.read(ARRIVALS))!.envelopes.size).toBe(100);
});

test('[AGT-6] after a restart nothing is said twice, and what happened meanwhile is said', async () => {
  await say(arrived('v1', 'A-001'), arrived('v2', 'A-002'), {
    kind: 'visit/called',
    of: { visit: 'v2', room: 'room-1' }
  });
  const lines = await boardLines();
  const arrivals = (await rig.clinic.read(ARRIVALS)).length;
  await rig.stop();
  rig = await startRig({ dataDir: rig.dataDir, now: () => now });
  expect(await boardLines()).toBe(lines);
  expect((await rig.clinic.read(ARRIVALS)).length).toBe(arrivals);
  now += 1000;
  await say({ kind: 'visit/called', of: { visit: 'v1', room: 'room-2' } });
  expect((await board()).called.map(({ ticket }) => ticket)).toEqual(['A-001', 'A-002']);
});

test('a new day has its own board and arrivals; tomorrow’s key is there a day ahead', async () => {
  const tomorrow = '2026-11-21';
  expect(arrivalsOf(await rig.clinic.read(`arrivals/main/${tomorrow}`))).toMatchObject({ siteName: 'Main office' });
  expect(await rig.clinic.read(`board/main/main/${tomorrow}`)).toEqual([]);
  await say(arrived('v1', 'A-001'));
  now += 86_400_000;
  await rig.agent.tick();
  expect(await board(`board/main/main/${tomorrow}`)).toMatchObject({ areaName: 'Waiting room', waiting: [] });
  expect(arrivalsOf(await rig.clinic.read('arrivals/main/2026-11-22'))!.envelopes.size).toBe(50);
});

test('a desk opens what a kiosk sealed with the key of the arrivals document', async () => {
  const desk = await rig.enrol('desk');
  const response = await fetch(`${rig.http}/api/arrivals-key`, { headers: { authorization: `Bearer ${desk.token}` } });
  const { keyId, privateKey } = (await response.json()) as ArrivalsKey;
  const day = arrivalsOf(await rig.clinic.read(ARRIVALS))!;
  expect(day.keyId).toBe(keyId);
  const told = { submission: 's1', ticket: 'K1-001', at: now, language: 'en', family: 'Example' } as const;
  const bytes = await sealSubmission(told, day.key);
  expect(await openSubmission(bytes, await arrivalsPrivateKey(privateKey))).toEqual(told);
});

test('[DEAL-1] who asks for patients to call is dealt them for 45 minutes of the server’s clock, once', async () => {
  const dealt = async () =>
    (await rig.clinic.read(DAY)).flatMap(({ fact }) => (fact.kind === 'calls/dealt' ? [fact.of] : []));
  const calls = Array.from({ length: 12 }, (_, i) => ({ date: DATE, appointment: `a${i}` }));
  await say({ kind: 'calls/asked', of: { calls } });
  expect(await dealt()).toMatchObject([{ calls: calls.slice(0, 10), until: NINE + 45 * 60_000 }]);
  now += 60_000;
  await rig.agent.tick();
  await say({ kind: 'visit/left', of: { visit: 'v-1', reason: 'other' } });
  expect(await dealt()).toHaveLength(1);
});
