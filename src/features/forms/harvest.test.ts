import { describe, expect, test } from 'vitest';
import { caseDoc, patientDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AnswerValue, Form } from '#domain/forms/form.ts';
import { personFrom } from '#domain/forms/person-line.ts';
import type { HarvestProposal } from '#domain/forms/harvest.ts';
import { CONTACTS } from '#domain/forms/shipped/consents.ts';
import { REGISTRATION } from '#domain/forms/shipped/registration.ts';
import { MINOR } from '#domain/forms/shipped/special.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts } from '#tests/fixtures/practice.ts';
import { harvestLines, proposalTitle } from './harvest-lines.ts';
import { openProposals, settleProposal } from './review-form.ts';
import { takeBack } from './take-back.ts';

const PERSON: NewFact = {
  kind: 'patient/registered',
  of: {
    ...{ patient: 'p1', source: 'desk', name: { family: 'Quist', given: ['Ida'] }, birthDate: '1980-02-29' },
    ...{ sex: 'female', phones: [], identifiers: [] }
  }
};
const PLAN_ON_RECORD = {
  ...{ patient: 'p1', coverage: 'c-elm', kind: 'health', order: 'primary', period: { start: '2026-01-01', end: null } },
  ...{ payer: { name: 'Elm Health', id: '60054' }, member: 'EH-100', subscriber: { relationship: 'self' } }
};
const ELM: NewFact = { kind: 'coverage/added', of: PLAN_ON_RECORD };
const FIR: NewFact = {
  kind: 'coverage/added',
  of: { ...PLAN_ON_RECORD, coverage: 'c-fir', order: 'secondary', payer: { name: 'Fir Life', id: '' }, member: 'F1' }
};
const related = (id: string, given: string, more: object): NewFact => ({
  kind: 'related/said',
  of: {
    ...{ patient: 'p1', related: id, from: null },
    to: {
      ...{ name: { family: 'Quist', given }, relation: 'sibling', roles: [], may: [] },
      ...{ period: { start: null, end: null }, ...more }
    }
  }
});

/** A form that was handed in, with no more than what is asked about. */
function handedIn(form: Form, said: Record<string, AnswerValue | readonly AnswerValue[]>, facts: readonly NewFact[]) {
  const answers = Object.entries(said).map(([item, value]) => ({
    item,
    values: Array.isArray(value) ? value : [value]
  }));
  const of = { case: 'k1', patient: 'p1', language: 'en' };
  const packet: NewFact[] = [
    {
      kind: 'packet/given',
      of: { ...of, site: 's1', visitType: null, forms: [{ form: form.form, version: form.version }] }
    },
    {
      kind: 'form/submitted',
      of: { ...of, form: form.form, version: form.version, hand: 'patient', answers, text: ['x'] }
    }
  ];
  return memoryStation({
    user: { user: 'u-x', role: 'coordinator' },
    facts: [
      practiceFacts(),
      { doc: patientDoc('p1'), facts: [PERSON, ...facts] },
      { doc: caseDoc('k1'), facts: packet }
    ]
  });
}
const recordOf = async (station: MemoryStation) => (await station.rows.patient('p1'))!;
async function open(station: MemoryStation, form: Form): Promise<readonly HarvestProposal[]> {
  const response = (await station.rows.packet('k1'))!.forms[0]!;
  return openProposals(form, response, await recordOf(station), station.zone);
}
const settle = (station: MemoryStation, form: Form, proposal: HarvestProposal, took = true) =>
  settleProposal(station, 'k1', { form: form.form, proposal, took });
const PLAN = { 'plan.has': true, 'plan.name': 'Birch Mutual', 'plan.member': 'BM 7', 'plan.group': 'G1' };

describe('[FORM-14] insurance that a form says', () => {
  test('a plan nobody had is added, named after its packet, with how it is known; taking it back opens it again', async () => {
    const station = handedIn(REGISTRATION, { ...PLAN, 'plan.whose': { code: 'self' } }, []);
    const [plan] = await open(station, REGISTRATION);
    expect(plan).toMatchObject({ kind: 'coverage', what: 'coverage:primary', held: null, replaces: null });
    const done = await settle(station, REGISTRATION, plan!);
    expect((await recordOf(station)).coverages?.list).toMatchObject([
      {
        coverage: 'k1.coverage.primary',
        payer: { name: 'Birch Mutual' },
        member: 'BM 7',
        group: 'G1',
        order: 'primary'
      }
    ]);
    expect((await recordOf(station)).evidence?.['coverage:k1.coverage.primary']).toMatchObject({
      how: 'asked',
      note: 'About you, 2026-11-20: Name of the plan; Member number on the card; Group number on the card; Whose plan is it?'
    });
    expect(await open(station, REGISTRATION)).toEqual([]);
    expect(done.ok && (await takeBack(station, done.value))).toEqual({ ok: true, value: true });
    expect((await recordOf(station)).coverages).toBeUndefined();
    expect(await open(station, REGISTRATION)).toEqual([plan]);
  });

  test('another plan ends the one before it, in one commit', async () => {
    const station = handedIn(REGISTRATION, { ...PLAN, 'plan.whose': { code: 'self' } }, [ELM]);
    const [plan] = await open(station, REGISTRATION);
    expect(harvestLines(plan!)).toContainEqual({ part: 'Payer', from: 'Elm Health', to: 'Birch Mutual' });
    await settle(station, REGISTRATION, plan!);
    expect((await recordOf(station)).coverages?.list).toMatchObject([
      { payer: { name: 'Birch Mutual' }, period: { start: '2026-11-20', end: null } },
      { coverage: 'c-elm', period: { start: '2026-01-01', end: '2026-11-19' } }
    ]);
  });

  test('the same plan is changed field by field; a mother’s plan makes the patient the child, a number’s dashes change nothing', async () => {
    const said = {
      ...{ 'plan.has': true, 'plan.name': 'ELM health ppo', 'plan.member': 'eh100', 'plan.group': 'G2' },
      ...{ 'plan.whose': { code: 'parent' }, 'plan.holder': 'Mo Quist', 'plan.holder.born': '1955-05-05' }
    };
    const station = handedIn(REGISTRATION, said, [ELM]);
    const [plan] = await open(station, REGISTRATION);
    expect(harvestLines(plan!).map(({ part }) => part)).toEqual([
      'Whose plan',
      'Group no.',
      'In the name of',
      'Their birth date'
    ]);
    await settle(station, REGISTRATION, plan!);
    expect((await recordOf(station)).coverages?.list).toMatchObject([
      {
        ...{ coverage: 'c-elm', member: 'EH-100', payer: { name: 'Elm Health', id: '60054' }, group: 'G2' },
        subscriber: { relationship: 'child', name: { family: 'Quist', given: 'Mo' }, birthDate: '1955-05-05' }
      }
    ]);
  });

  test('what was first and is named as second moves there, before another takes its place', async () => {
    const said = { ...PLAN, 'plan.whose': { code: 'self' }, 'plan.second': true, 'plan.second.name': 'Elm Health' };
    const station = handedIn(REGISTRATION, { ...said, 'plan.second.member': 'EH100' }, [ELM]);
    const proposals = await open(station, REGISTRATION);
    expect(proposals.map(({ what }) => what)).toEqual(['coverage:secondary', 'coverage:primary']);
    for (const one of proposals) expect(await settle(station, REGISTRATION, one)).toMatchObject({ ok: true });
    expect((await recordOf(station)).coverages?.list).toMatchObject([
      { order: 'primary', payer: { name: 'Birch Mutual' } },
      { order: 'secondary', coverage: 'c-elm', period: { end: null } }
    ]);
  });

  test('paying without insurance is proposed where nothing was said of it', async () => {
    const station = handedIn(REGISTRATION, { 'plan.has': false }, []);
    const [self] = await open(station, REGISTRATION);
    expect(self).toMatchObject({ what: 'self-pay', to: true });
    await settle(station, REGISTRATION, self!);
    expect((await recordOf(station)).coverages?.selfPay?.pays).toBe(true);
    expect(await open(station, REGISTRATION)).toEqual([]);
  });

  const member = (from: string, to: string): NewFact => ({
    kind: 'coverage/changed',
    of: { patient: 'p1', coverage: 'c-elm', field: 'member', from, to }
  });
  const REFUSED: [string, Record<string, AnswerValue>, readonly NewFact[], string][] = [
    ['no member number', { ...PLAN, 'plan.member': '' }, [], 'forms/no-member'],
    ['a number like a payment card', { ...PLAN, 'plan.member': '4111 1111 1111 1111' }, [], 'forms/cannot-be-kept'],
    ['a second plan that would be first too', { ...PLAN, 'plan.name': 'Fir Life', 'plan.member': 'F1' }, [ELM, FIR], 'forms/plans-clash'], // prettier-ignore
    ['two desks that differ', { ...PLAN, 'plan.name': 'Elm Health' }, [ELM, member('EH-100', 'EH-2'), member('EH-100', 'EH-3')], 'forms/in-doubt'] // prettier-ignore
  ];
  test.each(REFUSED)('%s is refused in words, and nothing is written', async (_, said, facts, code) => {
    const station = handedIn(REGISTRATION, { ...said, 'plan.whose': { code: 'self' } }, facts);
    const wrong = (await open(station, REGISTRATION)).findLast(({ kind }) => kind === 'coverage');
    const before = station.recorded.length;
    expect(await settle(station, REGISTRATION, wrong!)).toEqual({ ok: false, error: { code } });
    expect(station.recorded).toHaveLength(before);
  });
});

describe('[FORM-15] people that a form names', () => {
  test('an emergency contact is added beside those there are, and one that is known is said anew', async () => {
    const said = { 'urgent.name': 'Bo Quist', 'urgent.who': 'hermano', 'urgent.phone': '206 555 0103' };
    const station = handedIn(REGISTRATION, said, [related('r-bo', 'Bo', { relation: 'other', may: ['billing'] })]);
    const [bo] = await open(station, REGISTRATION);
    await settle(station, REGISTRATION, bo!);
    expect((await recordOf(station)).related).toMatchObject([
      { related: 'r-bo', relation: 'sibling', phone: '+12065550103', roles: ['emergency'], may: ['billing'] }
    ]);
    expect((await recordOf(station)).evidence?.['related:r-bo']).toMatchObject({ how: 'asked' });
  });

  test('who pays the bills takes the place of who did; the patient paying takes it from both', async () => {
    const before = related('r-bo', 'Bo', { roles: ['guarantor', 'emergency'] });
    const said = { 'pays.who': { code: 'other' }, 'pays.name': 'Cy Amber', 'pays.phone': '206 555 0104' };
    const station = handedIn(REGISTRATION, said, [before]);
    const [cy] = await open(station, REGISTRATION);
    await settle(station, REGISTRATION, cy!);
    expect((await recordOf(station)).related).toMatchObject([
      { related: 'r-bo', roles: ['emergency'] },
      { related: 'k1.guarantor', name: { family: 'Amber', given: 'Cy' }, roles: ['guarantor'] }
    ]);
    const alone = handedIn(REGISTRATION, { 'pays.who': { code: 'self' } }, [before]);
    expect(await open(alone, REGISTRATION)).toMatchObject([
      { what: 'related:guarantor', to: { roles: ['emergency'] } }
    ]);
  });

  test('who may be told what is what the form says: named are told that much, others no longer; a guardian is not asked about', async () => {
    const said = {
      ...{ 'how.text': true, 'how.voicemail': false, 'how.email': false, 'who.any': true },
      ...{ 'who.names': ['Bo Quist, brother, 206-555-0103', 'Cy Amber, neighbor'], 'who.what': [{ code: 'visits' }, { code: 'bills' }] }, // prettier-ignore
      'who.never': 'My cousin Dan'
    };
    const station = handedIn(CONTACTS, said, [
      related('r-bo', 'Bo', { may: ['clinical', 'pick-up'] }),
      related('r-flo', 'Flo', { may: ['clinical'] }),
      related('r-mo', 'Mo', { may: ['clinical'], roles: ['guardian'] })
    ]);
    const proposals = await open(station, CONTACTS);
    expect(proposals.map(proposalTitle)).toEqual(['How to reach them', 'Never to be reached by', 'Quist, Bo', 'Amber, Cy', 'Quist, Flo, not named any more']); // prettier-ignore
    for (const one of proposals) expect(await settle(station, CONTACTS, one)).toMatchObject({ ok: true });
    const record = await recordOf(station);
    expect(record.contact).toEqual({ text: true, voicemail: false });
    expect(record.wishes).toEqual({ never: ['email'], note: 'Not to be talked to: My cousin Dan' });
    expect(record.related?.map(({ name, may, note }) => [name.given, may, note])).toEqual([
      ['Bo', ['pick-up', 'appointments', 'billing'], undefined],
      ['Flo', [], undefined],
      ['Mo', ['clinical'], undefined],
      ['Cy', ['appointments', 'billing'], 'neighbor']
    ]);
    expect(await open(station, CONTACTS)).toEqual([]);
  });

  test('nobody may be told: that is said of each who was', async () => {
    const station = handedIn(CONTACTS, { 'who.any': false }, [related('r-flo', 'Flo', { may: ['billing'] })]);
    expect(await open(station, CONTACTS)).toMatchObject([{ what: 'related:untold.r-flo', to: { may: [] } }]);
  });

  test('who may bring a child may pick up; two desks that differ about somebody are asked first', async () => {
    const said = { 'bring.any': true, 'bring.who': ['Bo Quist, uncle, 206-555-0103'] };
    const fork = [related('r-bo', 'Bo', {}), related('r-bo', 'Bo', { may: ['billing'] })];
    const station = handedIn(MINOR, said, fork);
    const [bo] = await open(station, MINOR);
    expect(bo).toMatchObject({ what: 'related:pick-up-1' });
    expect(await settle(station, MINOR, bo!)).toEqual({ ok: false, error: { code: 'forms/in-doubt' } });
    expect(await settle(station, MINOR, bo!, false)).toMatchObject({ ok: true });
    expect(await open(station, MINOR)).toEqual([]);
  });

  test.each([
    [
      'Bo Quist, brother, 206 555 0103',
      { name: { family: 'Quist', given: 'Bo' }, relation: 'sibling', phone: '+12065550103' }
    ],
    ['Ana María Ruiz; (206) 555-0104; mi mamá', { name: { family: 'Ruiz', given: 'Ana María' }, relation: 'parent', phone: '+12065550104' }], // prettier-ignore
    ['Cher', { name: { family: 'Cher', given: '' }, relation: null }],
    ['Bo Quist 206-555-0103', { name: { family: 'Quist', given: 'Bo' }, relation: null, phone: '+12065550103' }],
    [
      'Bo Quist, from church, a friend',
      { name: { family: 'Quist', given: 'Bo' }, relation: 'friend', note: 'from church' }
    ],
    ['=cmd(), <b>', { name: { family: '=cmd()', given: '' }, relation: null, note: '<b>' }],
    ['', null],
    [' , ,', null]
  ])('%j is read as one person', (line, person) => {
    expect(personFrom(line)).toEqual(person);
  });
});
