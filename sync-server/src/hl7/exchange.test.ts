import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messagesIn, parseMessage, segmentsOf, valueOf } from '#domain/hl7/message.ts';
import { NO_CODES, type OutsideCodes } from '#domain/hl7/outside-codes.ts';
import type { Fact } from '#domain/fact.ts';
import { appointmentOf, type Appointment } from '#domain/scheduling/appointment.ts';
import { stampAt, type LocalDate } from '#domain/time.ts';
import type { DatedFact } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { testData } from '#tests/test-data.ts';
import { LocalClinic } from '../clinic/local-clinic.ts';
import { openCore, type Core } from '../core.ts';
import { dayAsHl7 } from './day-as-hl7.ts';
import { factsAbout } from './exchange.ts';

const NOW = Date.UTC(2026, 10, 20, 14);
const DAY = '2026-11-20';
let folder = '';
let core: Core;
let clinic: LocalClinic;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'anteroom-server-'));
  core = await openCore(folder, { now: () => NOW });
  clinic = new LocalClinic(core);
  await put('practice', signed(practiceFacts().facts));
  const ann = registered('ann', {
    name: { family: 'Rook', given: ['Ann'] },
    birthDate: '1980-02-29',
    sex: 'female',
    phones: [{ number: '+12065550142', use: 'mobile' }],
    identifiers: [{ type: 'MR', system: 'Harbor', value: '77' }]
  });
  await put(ann.doc, signed(ann.facts));
});
afterEach(async () => {
  await clinic.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

function signed(facts: readonly DatedFact[]): readonly Fact[] {
  return facts.map(({ kind, of, at = NOW, by = 'u-ada' }) => ({ kind, of, at: stampAt(at), by }));
}

async function put(doc: string, facts: readonly Fact[]): Promise<void> {
  expect(await clinic.append([{ doc, facts }])).toMatchObject({ refused: [] });
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const take = (text: string, codes: OutsideCodes = NO_CODES) => clinic.takeHl7({ bytes: bytes(text), codes });
let controls = 0;

/** A message about appointment F-1 of Ann Rook; each segment may be replaced. */
function siu(trigger: string, over: Readonly<Record<string, string | null>> = {}, control = `M-${++controls}`): string {
  const parts: Record<string, string | null> = {
    MSH: `MSH|^~\\&|SCHED|CLINIC|||20261120090000||SIU^${trigger}^SIU_S12|${control}|P|2.5.1`,
    SCH: 'SCH|P-1|F-1||||illness|fever|new^New patient|40|min|^^^202611200930^202611201010',
    PID: 'PID|1||77^^^Harbor^MR||Rook^Ann||19800229|F|||||2065550142',
    AIP: 'AIP|1||9^Kimball^Jae',
    ...over
  };
  return Object.values(parts)
    .filter((part) => part !== null)
    .map((part) => `${part}\r`)
    .join('');
}

async function onDay(date: LocalDate): Promise<readonly Appointment[]> {
  const facts = await clinic.read(`day/main/${date}`);
  const ids = new Set(
    facts.flatMap(({ fact }) =>
      fact.kind === 'appointment/booked' ? [(fact.of as { appointment: string }).appointment] : []
    )
  );
  return [...ids].flatMap((id) => appointmentOf(factsAbout(id, facts)) ?? []);
}

function ackOf(text: string | null): readonly string[] {
  const read = parseMessage(text ?? '');
  if (!read.ok) return [];
  const [msa] = segmentsOf(read.value, 'MSA');
  const [error] = segmentsOf(read.value, 'ERR');
  return [valueOf(read.value, msa, 1), valueOf(read.value, msa, 2), valueOf(read.value, error, 8)];
}

test('[HL7-4] booked, moved, moved to another day, missed: each on our schedule, each answered', async () => {
  const first = await take(siu('S12', {}, 'A-1'));
  expect(first).toMatchObject({ what: 'booked', say: [], unknownPatient: false });
  expect(ackOf(first.ack)).toEqual(['AA', 'A-1', '']);
  expect(await onDay(DAY)).toMatchObject([
    {
      patient: 'ann',
      label: { family: 'Rook', given: 'Ann', birthDate: '1980-02-29' },
      visitType: 'new',
      at: { practitioner: 'p-kim', start: 570, minutes: 40 },
      status: 'booked',
      outside: { system: 'SCHED/CLINIC', placer: 'P-1', filler: 'F-1' }
    }
  ]);

  const later = { SCH: 'SCH|P-1|F-1|||||||40|min|^^^202611201400' };
  expect(await take(siu('S13', later))).toMatchObject({ what: 'moved' });
  expect((await onDay(DAY))[0]?.at).toEqual({ practitioner: 'p-kim', start: 840, minutes: 40 });

  const monday = { SCH: 'SCH||F-1|||||||20|min|^^^202611231000', AIP: 'AIP|1||p-moss', PID: null };
  expect(await take(siu('S13', monday))).toMatchObject({ what: 'moved' });
  expect(await onDay(DAY)).toMatchObject([{ status: 'rescheduled' }]);
  expect(await onDay('2026-11-23')).toMatchObject([
    {
      patient: 'ann',
      status: 'booked',
      at: { practitioner: 'p-moss', start: 600, minutes: 20 },
      replaces: { date: DAY }
    }
  ]);

  expect(await take(siu('S26', { SCH: 'SCH|P-1', AIP: null, PID: null }))).toMatchObject({ what: 'missed' });
  expect(await onDay('2026-11-23')).toMatchObject([{ status: 'no-show', reason: 'unknown' }]);
});

test('[HL7-4] called off, discontinued, deleted, each for its reason; what is ended stays so', async () => {
  for (const [trigger, said, reason] of [
    ['S15', 'illness', 'illness'],
    ['S15', 'NOBODY_KNOWS', 'schedule-change'],
    ['S16', 'equipment', 'equipment'],
    ['S17', 'illness', 'entered-in-error']
  ] as const) {
    const ids = `P-${++controls}|F-${controls}`;
    await take(siu('S12', { SCH: `SCH|${ids}||||||new|20|min|^^^202611200930` }));
    const off = { SCH: `SCH|${ids}||||${said}` };
    expect(await take(siu(trigger, off))).toMatchObject({ what: 'cancelled' });
    expect((await onDay(DAY)).filter((one) => one.reason === reason)).toMatchObject([{ status: 'cancelled' }]);
    expect(await take(siu(trigger, off))).toMatchObject({ what: 'unchanged' });
    expect(await take(siu('S13', off))).toMatchObject({ what: 'refused' });
  }
});

test('[HL7-7] a message that comes again changes nothing, also after a restart, also when it is old', async () => {
  await take(siu('S12', {}, 'B-1'));
  const later = { SCH: 'SCH|P-1|F-1|||||||40|min|^^^202611201400' };
  await take(siu('S13', later, 'B-2'));
  const rows = (await clinic.read(`day/main/${DAY}`)).length;
  await clinic.close();
  clinic = new LocalClinic(core);
  for (const again of [siu('S12', {}, 'B-1'), siu('S13', later, 'B-2'), siu('S12', {}, 'B-1')])
    expect(await take(again)).toMatchObject({ what: 'again', say: [] });
  expect((await clinic.read(`day/main/${DAY}`)).length).toBe(rows);
  expect((await onDay(DAY))[0]?.at.start).toBe(840);
});

test('[HL7-7] the same ids from another system are another appointment', async () => {
  await take(siu('S12'));
  await take(siu('S12', { MSH: 'MSH|^~\\&|OTHER|CLINIC|||20261120||SIU^S12|1|P|2.5' }));
  expect(await onDay(DAY)).toHaveLength(2);
});

test('[HL7-4] what was cut off between two days is finished by the message that comes again', async () => {
  await take(siu('S12', {}, 'C-1'));
  const [was] = await onDay(DAY);
  const monday = siu('S13', { SCH: 'SCH|P-1|F-1|||||||40|min|^^^202611231000' }, 'C-2');
  // As a server that ended after the first of the two writes left it.
  await put('day/main/2026-11-23', [
    fact('appointment/booked', {
      appointment: 'next',
      patient: 'ann',
      label: was!.label,
      visitType: 'new',
      at: { practitioner: 'p-kim', start: 600, minutes: 40 },
      replaces: { date: DAY, appointment: was!.appointment }
    }),
    fact('appointment/received', { appointment: 'next', system: 'SCHED/CLINIC', placer: 'P-1', filler: 'F-1' })
  ]);
  expect(await take(monday)).toMatchObject({ what: 'unchanged' });
  expect(await onDay(DAY)).toMatchObject([{ status: 'rescheduled', rescheduledTo: { appointment: 'next' } }]);
});

function fact(kind: string, of: object): Fact {
  return { kind, at: stampAt(NOW), by: 'import', of };
}

describe('[HL7-6] whose it is', () => {
  // One clinic for a table of them: opening one takes longer than all it holds.
  const other = (): string => `SCH|P-${++controls}|F-${controls}||||||new|40|min|^^^202611200930`;
  const mine = async (): Promise<Appointment | undefined> =>
    (await onDay(DAY)).find(({ outside }) => outside?.filler === `F-${controls - 1}`);
  const STRANGERS = [
    ['a number nobody has', '88^^^Harbor^MR||Rook^Ann||19800229'],
    ['another authority’s', '77^^^Elsewhere^MR||Rook^Ann||19800229'],
    ['a licence with the same digits', '77^^^Harbor^DL||Rook^Ann||19800229'],
    ['another person’s name and day', '77^^^Harbor^MR||Thistle^Cam||19550101'],
    ['no number at all', '||Rook^Ann||19800229']
  ] as const;
  const KNOWN = [
    ['the number alone', '77||Rook^Ann||19800229'],
    ['a new family name', '77^^^harbor^MR||Willow^Ann||19800229'],
    ['our own id', 'ann^^^ANTEROOM^PI||Rook^Ann||19800229']
  ] as const;

  test('who is not known gets a stand-in, and no patient is made; who has the number is known', async () => {
    const before = await core.journal.documents('', 100, ['patient/']);
    for (const [why, pid] of STRANGERS) {
      const message = siu('S12', { SCH: other(), PID: `PID|1||${pid}` });
      expect(await take(message), why).toMatchObject({ what: 'booked', unknownPatient: true });
      expect(await mine(), why).toMatchObject({ patient: expect.stringMatching(/^outside-/), unknown: { phone: '' } });
    }
    expect(await core.journal.documents('', 100, ['patient/'])).toEqual(before);
    for (const [why, pid] of KNOWN) {
      const message = siu('S12', { SCH: other(), PID: `PID|1||${pid}` });
      expect(await take(message), why).toMatchObject({ unknownPatient: false });
      expect(await mine(), why).toMatchObject({ patient: 'ann' });
    }
  });

  test('two who have the number are nobody', async () => {
    const ben = registered('ben', {
      name: { family: 'Rook', given: ['Ben'] },
      birthDate: null,
      sex: 'male',
      phones: [],
      identifiers: [{ type: 'MR', system: 'Harbor', value: '77' }]
    });
    await put(ben.doc, signed(ben.facts));
    expect(await take(siu('S12'))).toMatchObject({ unknownPatient: true });
  });

  test('once somebody has said who it is, it is theirs; said otherwise by another desk, it is a task', async () => {
    await take(siu('S12', { PID: 'PID|1||88||Rook^Ann' }));
    const [one] = await onDay(DAY);
    const label = { family: 'Rook', given: 'Ann', birthDate: '1980-02-29' };
    const said = { appointment: one!.appointment, patient: 'ann', label };
    await put(`day/main/${DAY}`, [fact('appointment/patient-settled', said)]);
    expect(await onDay(DAY)).toMatchObject([{ patient: 'ann', label, problems: [] }]);
    expect((await onDay(DAY))[0]?.unknown).toBeUndefined();
    await put(`day/main/${DAY}`, [
      { ...fact('appointment/patient-settled', { ...said, patient: 'ben' }), at: stampAt(NOW + 1) }
    ]);
    expect(await onDay(DAY)).toMatchObject([{ patient: 'ann', problems: [expect.any(String)] }]);
  });
});

describe('[HL7-5] [HL7-9] refused in words, and nothing is written', () => {
  const cases: readonly [string, string, Readonly<Record<string, string | null>>, string, string][] = [
    ['no patient', 'S12', { PID: null }, 'AE', 'The message names no patient (PID).'],
    ['no name', 'S12', { PID: 'PID|1||77' }, 'AE', 'The patient has no name (PID-5).'],
    ['no provider', 'S12', { AIP: null }, 'AE', 'The message names no provider (AIP-3, PV1-7 or AIG-3).'],
    [
      'a stranger',
      'S12',
      { AIP: 'AIP|1||9^House^Greg' },
      'AE',
      'No provider here has this id or name. It may be added to the table of codes.'
    ],
    [
      'no such type',
      'S12',
      { SCH: 'SCH|P|F||||||x|20|min|^^^202611200930' },
      'AE',
      'No visit type here has this code or name. It may be added to the table of codes.'
    ],
    [
      'no start',
      'S12',
      { SCH: 'SCH|P|F||||||new|20|min' },
      'AE',
      'No start is said (TQ1-7, SCH-11, or a resource’s start).'
    ],
    [
      'a day without a time',
      'S12',
      { SCH: 'SCH|P|F||||||new|20|min|^^^20261120' },
      'AE',
      'No start is said (TQ1-7, SCH-11, or a resource’s start).'
    ],
    [
      'past midnight',
      'S12',
      { SCH: 'SCH|P|F||||||new|40|min|^^^202611202350' },
      'AE',
      'The appointment would end after midnight.'
    ],
    ['called off, never heard of', 'S15', {}, 'AE', 'There is no appointment with these ids here.'],
    [
      'an odd kind',
      'S12',
      { MSH: 'MSH|^~\\&|A|B|||20261120||ADT^A01|9|P|2.5' },
      'AR',
      'Only scheduling messages (SIU) are taken here.'
    ],
    [
      'a card’s number',
      'S12',
      { NTE: 'NTE|1||pays with 4111 1111 1111 1111', SCH: 'SCH|P|F||||||new|40|min|^^^202611200930' },
      'AE',
      'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    ]
  ];
  test('a table of them', async () => {
    const head = core.journal.head();
    for (const [why, trigger, over, code, say] of cases) {
      // NTE stands behind SCH.
      const { SCH, NTE, ...rest } = over;
      const schedule = NTE === undefined ? SCH : `${SCH}\r${NTE}`;
      const taken = await take(siu(trigger, { ...rest, ...(schedule !== undefined && { SCH: schedule }) }));
      expect(taken, why).toMatchObject({ what: 'refused', say: [say] });
      expect(ackOf(taken.ack), why).toMatchObject([code, expect.any(String), say]);
    }
    expect(core.journal.head()).toBe(head);
  });

  test('bytes that are no text of the set they name; nothing said is UTF-8 or Latin-1', async () => {
    const said = (set: string, family: Buffer): Uint8Array =>
      Buffer.concat([
        Buffer.from(
          siu('S12', { MSH: `MSH|^~\\&|SCHED|CLINIC|||20261120||SIU^S12|${++controls}|P|2.5||||||${set}`, PID: null })
        ),
        Buffer.from('PID|1||88||'),
        family,
        Buffer.from('^Ann\r')
      ]);
    const latin = Buffer.from('Mu\xf1oz', 'latin1');
    const take = (raw: Uint8Array) => clinic.takeHl7({ bytes: raw, codes: NO_CODES });
    expect(await take(said('UNICODE UTF-8', latin))).toMatchObject({ what: 'refused' });
    expect(await take(said('UNICODE UTF-16', latin))).toMatchObject({ what: 'refused' });
    expect(await take(said('8859/1', latin))).toMatchObject({ what: 'booked' });
    expect((await onDay(DAY))[0]?.label.family).toBe('Muñoz');
  });
});

test('[HL7-10] in the enhanced mode only what is asked for is answered', async () => {
  const head = (accept: string, application: string): string =>
    `MSH|^~\\&|SCHED|CLINIC|||20261120||SIU^S12|${++controls}|P|2.5|||${accept}|${application}`;
  const answers: (string | undefined)[] = [];
  for (const [accept, application] of [
    ['NE', 'NE'],
    ['AL', 'NE'],
    ['AL', 'AL'],
    ['NE', 'ER'],
    ['', 'SU']
  ] as const)
    answers.push(ackOf((await take(siu('S12', { MSH: head(accept, application) }))).ack)[0]);
  expect(answers).toEqual([undefined, 'CA', 'AA', undefined, 'AA']);
  expect(ackOf((await take(siu('S12', { MSH: head('NE', 'ER'), PID: null, SCH: 'SCH|Q|R' }))).ack)[0]).toBe('AE');
});

test('[HL7-8] what is written is read again as the same appointment', async () => {
  await take(
    siu('S12', {
      AIL: 'AIL|1||Room 2^^^Harbor Street',
      PID: 'PID|1||88^^^MRN^MR||O’Dell \\T\\ Sons^Zoë||19900101|F|||||5550143'
    })
  );
  await take(siu('S12', { SCH: 'SCH|P-2|F-2||||||nurse|10|min|^^^202611201100' }));
  await take(siu('S15', { SCH: 'SCH|P-2|F-2||||weather' }));
  const before = await onDay(DAY);
  const written = await clinic.writeHl7({ site: 'main', date: DAY });
  expect(written).toHaveLength(2);
  expect(written.map((text) => take(text))).toHaveLength(2);
  for (const text of written)
    expect(await take(text)).toMatchObject({ what: expect.stringMatching(/again|unchanged/) });
  expect((await onDay(DAY)).map(({ at, status, label }) => [at, status, label])).toEqual(
    before.map(({ at, status, label }) => [at, status, label])
  );

  // Another clinic that takes them has the same appointment, under ids of its own.
  const other = mkdtempSync(path.join(tmpdir(), 'anteroom-server-'));
  const otherCore = await openCore(other, { now: () => NOW });
  const there = new LocalClinic(otherCore);
  await there.append([{ doc: 'practice', facts: signed(practiceFacts().facts) }]);
  const [booked] = written.filter((text) => text.includes('SIU^S12'));
  expect(await there.takeHl7({ bytes: bytes(booked!), codes: NO_CODES })).toMatchObject({ what: 'booked' });
  const [copy] = (await there.writeHl7({ site: 'main', date: DAY })).map((text) => text.split('\r'));
  expect(copy?.find((line) => line.startsWith('PID'))).toContain('O’Dell \\T\\ Sons^Zoë||19900101|F');
  expect(copy?.find((line) => line.startsWith('AIL'))).toContain('room-2');
  await there.close();
  await otherCore.close();
  rmSync(other, { recursive: true, force: true });
});

const data = testData('hl7v2/SIU');
test.skipIf(!data)(
  '[HL7-8] all of others’ scheduling messages: taken with a table of codes and written again, or refused in words',
  async () => {
    const codes: OutsideCodes = {
      providers: { '1': 'p-kim', '1210': 'p-moss', '400': 'p-vey', '4567': 'p-patel' },
      visitTypes: { '*': 'established' },
      sites: {},
      reasons: {}
    };
    const told: string[] = [];
    for (const file of readdirSync(data ?? '').sort()) {
      for (const text of messagesIn(readFileSync(path.join(data ?? '', file), 'utf8'))) {
        const { what, say } = await take(text, codes);
        told.push([what, ...say].join(' '));
      }
    }
    expect(told).toEqual([
      'refused The message names no provider (AIP-3, PV1-7 or AIG-3).',
      'booked',
      'cancelled',
      'booked',
      'moved',
      'unchanged',
      'cancelled',
      'unchanged',
      'unchanged',
      'refused The appointment was called off or missed here. Nothing was changed.',
      'booked'
    ]);
    const written = await clinic.writeHl7({ site: 'main', date: '2026-03-25' });
    expect(written[0]).toContain('PID|1||33445^^^MRN||JOHNSON^ROBERT T||19700801|M');
  }
);

test('[HL7-11] a record that was merged is the person it is of, in what comes and in what is told', async () => {
  const anne = registered('anne', {
    name: { family: 'Rook', given: ['Anne'] },
    birthDate: '1980-02-29',
    sex: 'female',
    phones: [],
    identifiers: [{ type: 'MR', system: 'Harbor', value: '78' }]
  });
  const absorbed = { patient: 'ann', from: 'anne', merge: 'm1', seen: [{ patient: 'anne', last: [] }] };
  await put(
    anne.doc,
    signed([...anne.facts, { kind: 'patient/merged', of: { patient: 'anne', into: 'ann', merge: 'm1' } }])
  );
  await put('patient/ann', signed([{ kind: 'patient/absorbed', of: absorbed }]));
  await take(siu('S12', { PID: 'PID|1||78^^^Harbor^MR||Rook^Anne||19800229|F' }));
  expect((await onDay(DAY)).map(({ patient }) => patient)).toEqual(['ann']);

  const of = { appointment: 'own', patient: 'anne', label: { family: 'Rook', given: 'Anne', birthDate: '1980-02-29' } };
  const at = { practitioner: 'p-kim', start: 660, minutes: 20 };
  await put(`day/main/${DAY}`, signed([{ kind: 'appointment/booked', of: { ...of, visitType: 'new', at } }]));
  const told = (await dayAsHl7(core, 'main', DAY)).join('');
  expect(told).toMatch(/PID\|[^\r]*ann\^/);
  expect(told).not.toMatch(/PID\|[^\r]*anne\^/);
});
