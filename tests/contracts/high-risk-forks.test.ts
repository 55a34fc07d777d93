import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CoverageSaid } from '#domain/coverage/coverage-facts.ts';
import { clashesIn } from '#domain/coverage/clashes.ts';
import type { EligibilityCheck } from '#domain/coverage/eligibility-facts.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { mayBeTold, type RelatedSaid } from '#domain/patient/related.ts';
import { USUAL_CHECK_IN } from '#domain/visit/check-in-rules.ts';
import { checkInOf, openLines } from '#domain/visit/check-in.ts';
import { addCoverage } from '#features/coverage/add-coverage.ts';
import { changeCoverage, settleCoverage } from '#features/coverage/change-coverage.ts';
import { verifyEligibility } from '#features/coverage/verify-eligibility.ts';
import { changePatient, type FieldChange } from '#features/patients/change-patient.ts';
import { mergePatients } from '#features/patients/merge-patients.ts';
import { registerPatient } from '#features/patients/register-patient.ts';
import { sayRelated } from '#features/patients/say-related.ts';
import { offlineDesk, type OfflineDesk } from '#tests/fixtures/offline-desk.ts';
import { closeStores } from '#tests/fixtures/test-store.ts';

const ANN: Demographics = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  identifiers: []
};
const CEDAR: CoverageSaid = {
  kind: 'health',
  order: 'primary',
  period: { start: null, end: null },
  payer: { name: 'Cedar Health Plan', id: '' },
  member: 'C-1',
  subscriber: { relationship: 'self' }
};
const CHECK: EligibilityCheck = {
  ...{ method: 'phone', serviceDate: '2026-11-20', payer: CEDAR.payer, member: 'C-1', reference: 'R-1', active: true },
  ...{ copays: [], authorizations: [], limits: [] }
};

let one: OfflineDesk;
let two: OfflineDesk;

beforeEach(async () => {
  [one, two] = [await offlineDesk(2), await offlineDesk(3)];
  for (const patient of ['ann', 'other']) await registerPatient(one.station, { patient, demographics: ANN });
  await addCoverage(one.station, { patient: 'ann', coverage: 'c-1', said: CEDAR });
  await two.hear(one);
});
afterEach(closeStores);

async function meet(): Promise<void> {
  await one.hear(two);
  await two.hear(one);
}
async function annAt(desk: OfflineDesk = one) {
  return (await desk.station.rows.patient('ann'))!;
}
/** The same on both desks. */
async function ann() {
  const here = await annAt();
  expect(await annAt(two)).toEqual(here);
  return here;
}
const change = async (desk: OfflineDesk, to: FieldChange): Promise<void> => {
  const known = await annAt(desk);
  expect(await changePatient(desk.station, 'ann', to, known[to.field])).toMatchObject({ ok: true });
};
const verify = (check = CHECK) => verifyEligibility(one.station, 'ann', 'c-1', check);
async function merge(desk: OfflineDesk) {
  const [survivor, other] = [await annAt(desk), (await desk.station.rows.patient('other'))!];
  return await mergePatients(desk.station, { survivor, other }, {});
}
/** What nobody is checked in without and two desks disagree about. */
async function inDoubt(): Promise<readonly string[]> {
  const { station } = one;
  const items = checkInOf({ patient: await ann(), rules: USUAL_CHECK_IN, now: station.now(), zone: station.zone });
  return openLines(items).filter(({ state }) => state === 'doubt').map(({ line }) => line); // prettier-ignore
}

test.each<[string, FieldChange, FieldChange, string, boolean]>([
  ['birth date', { field: 'birthDate', to: '1971-03-08' }, { field: 'birthDate', to: '1971-09-03' }, 'identity', true],
  [
    'name',
    { field: 'name', to: { family: 'Rook', given: ['Ann'] } },
    { field: 'name', to: { family: 'Moss', given: ['Ann'] } },
    'identity',
    true
  ],
  ['sex', { field: 'sex', to: 'other' }, { field: 'sex', to: 'male' }, 'identity', true],
  [
    'phones',
    { field: 'phones', to: [] },
    { field: 'phones', to: [{ number: '+12065550109', use: 'home' }] },
    'phones',
    false
  ]
])(
  '[REG-12] two offline desks change the %s: what stands on it waits on both until a person decides',
  async (_, a, b, line, isAsked) => {
    await change(one, a);
    await change(two, b);
    await meet();
    expect((await ann()).forks).toMatchObject([{ field: a.field, values: [a.to, b.to] }]);
    expect(await inDoubt()).toEqual([line]);
    expect(await merge(one)).toMatchObject({ error: { code: 'merge/unsettled', field: a.field } });
    expect(await verify()).toMatchObject(isAsked ? { error: { code: 'eligibility/person-in-doubt' } } : { ok: true });

    // Somebody at the other desk decides for the first value.
    await change(two, a);
    await meet();
    expect((await ann()).forks).toEqual([]);
    expect(await inDoubt()).toEqual([]);
    expect(await verify()).toMatchObject({ ok: true });
    expect(await merge(one)).toMatchObject({ ok: true });
  }
);

test('[REG-12] [COV-2] a member number of two offline desks: no check-in, no asking the payer, until a person decides', async () => {
  const told = async (desk: OfflineDesk, member: string) => {
    const shown = (await annAt(desk)).coverages!.list[0]!;
    expect(await changeCoverage(desk.station, { patient: 'ann', shown }, { ...shown, member })).toMatchObject({
      ok: true
    });
  };
  await told(one, 'C-2');
  await told(two, 'C-3');
  await meet();
  expect((await ann()).coverages?.forks).toMatchObject([{ field: 'member', values: ['C-2', 'C-3'] }]);
  expect(await inDoubt()).toEqual(['coverage']);
  expect(await verify({ ...CHECK, member: 'C-3' })).toMatchObject({ error: { code: 'eligibility/coverage-in-doubt' } });
  await settleCoverage(two.station, 'ann', { coverage: 'c-1', field: 'member', to: 'C-2' });
  await meet();
  expect(await inDoubt()).toEqual([]);
  expect(await verify({ ...CHECK, member: 'C-2' })).toMatchObject({ ok: true });
});

test('[REG-12] [COV-4] two primaries of two offline desks are shown on both, and nobody is checked in on them', async () => {
  const [shown] = (await annAt()).coverages!.list;
  await changeCoverage(
    one.station,
    { patient: 'ann', shown: shown! },
    { ...shown!, period: { start: null, end: '2026-11-01' } }
  );
  await two.hear(one);
  await addCoverage(one.station, {
    patient: 'ann',
    coverage: 'c-2',
    said: { ...CEDAR, member: 'B-1', period: { start: '2026-11-02', end: null } }
  });
  await addCoverage(two.station, {
    patient: 'ann',
    coverage: 'c-3',
    said: { ...CEDAR, member: 'B-2', period: { start: '2026-11-02', end: null } }
  });
  await meet();
  expect(clashesIn((await ann()).coverages!.list)).toMatchObject([{ code: 'same-order', order: 'primary' }]);
  expect(await inDoubt()).toEqual(['coverage']);
  const second = (await ann()).coverages!.list.find(({ coverage }) => coverage === 'c-3')!;
  await changeCoverage(two.station, { patient: 'ann', shown: second }, { ...second, order: 'secondary' });
  await meet();
  expect(await inDoubt()).toEqual([]);
});

test('[REG-14] what one person may be told, said differently by two offline desks: nothing, until it is settled', async () => {
  const jan: RelatedSaid = {
    name: { family: 'Rook', given: 'Jan' },
    relation: 'spouse',
    roles: [],
    may: ['billing'],
    period: { start: null, end: null }
  };
  const say = (desk: OfflineDesk, shown: RelatedSaid | null, to: RelatedSaid | null) =>
    sayRelated(desk.station, { patient: 'ann', related: 'r-1', shown, to });
  await say(one, null, jan);
  await two.hear(one);
  await say(one, jan, { ...jan, may: ['billing', 'clinical'] });
  await say(two, jan, null);
  await meet();
  expect(mayBeTold(await ann(), 'billing', '2026-11-20')).toEqual([]);
  expect((await ann()).relatedForks).toHaveLength(1);
  expect(await say(two, null, { ...jan, may: ['billing', 'clinical'] })).toMatchObject({ ok: true });
  await meet();
  expect(mayBeTold(await ann(), 'clinical', '2026-11-20')).toHaveLength(1);
});
