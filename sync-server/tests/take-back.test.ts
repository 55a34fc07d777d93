import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fact } from '#domain/fact.ts';
import { practiceDoc } from '#domain/documents.ts';
import { BEGINNING_VERBS } from '#domain/practice/role-verbs.ts';
import { maySign } from '#domain/practice/roles.ts';
import { stampAt } from '#domain/time.ts';
import { homeOf } from '#protocol/fact-schemas.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { decodePushAnswers, encodePush } from '#protocol/push.ts';
import { encodeRun } from '#protocol/update.ts';
import { EVERY_KIND, KINDS_KNOWN } from '#tests/fixtures/every-kind.ts';
import { muxSocket, openChannel, PRACTICE, startRig, type Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
});
afterEach(() => rig.dispose());

const clerk = { user: 'u-1', name: 'Robin Clerk', initials: 'RC', role: 'clerk' } as const;
const placed = (by = 'u-1'): Fact => ({
  kind: 'block/placed',
  at: stampAt(Date.now()),
  by,
  of: EVERY_KIND['block/placed']
});
const back = (fact: string, by = 'u-1'): Fact => ({ kind: 'fact/voided', at: stampAt(Date.now()), by, of: { fact } });

async function atDesk(person: Parameters<Rig['signIn']>[1] = clerk) {
  const device = await rig.clinic.enrol({ role: 'desk', site: 'main' });
  await rig.signIn(device, person);
  const socket = await muxSocket(rig, device);
  return { device, practice: openChannel(socket, device, 1, practiceDoc) };
}
const first = ({ clientIdBase }: DeviceCredentials, clock = 0): string => `${clientIdBase}.${clock}`;

test('[ROLE-6] a clerk who placed a block takes it back, and so does a clerk at another desk', async () => {
  const [here, there] = [await atDesk(), await atDesk({ ...clerk, user: 'u-2', name: 'Two' })];
  expect(await here.practice.append(0, [placed()])).toMatchObject({ type: 'ack' });
  expect(await here.practice.append(1, [back(first(here.device))])).toMatchObject({ type: 'ack' });
  expect(await there.practice.append(0, [back(first(here.device), 'u-2')])).toMatchObject({ type: 'ack' });
});

test('[ROLE-6] all that a clerk may write of the practice they take back: blocks, turns of being on call, what is handed over', async () => {
  const { device, practice } = await atDesk();
  const verbs = BEGINNING_VERBS.get('clerk')!;
  const kinds = KINDS_KNOWN.filter((kind) => homeOf(kind) === 'practice' && maySign(verbs, kind, 'practice'));
  expect(kinds).toEqual(expect.arrayContaining(['block/moved-once', 'on-call/swap-asked', 'on-call/handed-off']));
  for (const [i, kind] of kinds.entries()) {
    const written = { ...placed(), kind, of: EVERY_KIND[kind] };
    expect(await practice.append(2 * i, [written]), kind).toMatchObject({ type: 'ack' });
    expect(await practice.append(2 * i + 1, [back(first(device, 2 * i))]), kind).toMatchObject({ type: 'ack' });
  }
});

test('[ROLE-6] written and taken back while the server was away: in one update, or in two of one request', async () => {
  const { device, practice } = await atDesk();
  expect(await practice.append(0, [placed(), back(first(device))])).toMatchObject({ type: 'ack', clock: 2 });

  const part = (clock: number, fact: Fact) => ({
    doc: practiceDoc,
    update: encodeRun({ client: device.clientIdBase, clock, facts: [fact] })
  });
  const body = Buffer.from(encodePush([part(2, placed()), part(3, back(first(device, 2)))]));
  const headers = { authorization: `Bearer ${device.token}` };
  const response = await fetch(`${rig.http}/sync/push`, { method: 'POST', headers, body });
  const answers = decodePushAnswers(new Uint8Array(await response.arrayBuffer()));
  expect(answers.map(({ type }) => type)).toEqual(['ack', 'ack']);
});

test.each([
  ['what a manager said of the practice', 'practice/named', clerk],
  ['a block, by who does not book', 'block/placed', { ...clerk, user: 'u-3', name: 'Three', role: 'biller' }],
  ['who works here', 'staff/added', clerk]
] as const)('[ROLE-6] refused: %s', async (_, kind, person) => {
  const written = await rig.core.journal.readSince(practiceDoc, 0);
  const manager = await atDesk({ ...clerk, user: 'u-9', name: 'Nine', role: 'manager' });
  await manager.practice.append(0, [placed('u-9')]);
  const named = { ...placed('u-9'), kind: 'practice/named', of: EVERY_KIND['practice/named'] };
  await manager.practice.append(1, [named]);
  const [begun] = written; // the agent's own: the practice's people are in it
  const fact = { 'block/placed': first(manager.device), 'practice/named': first(manager.device, 1) };
  const taken = kind === 'staff/added' ? `${begun!.client}.${begun!.clock}` : fact[kind];

  const { practice } = await atDesk(person);
  expect(await practice.append(0, [back(taken, person.user)])).toMatchObject({ type: 'no', code: 'E_VERB' });
});

test('[ROLE-6] refused: what is not there, what comes after, and what no number names', async () => {
  const { device, practice } = await atDesk();
  for (const fact of ['1.0', first(device, 7), first(device, 0)])
    expect(await practice.append(0, [back(fact)]), fact).toMatchObject({ type: 'no', code: 'E_VERB' });
  expect(await practice.append(0, [back(first(device, 1)), placed()])).toMatchObject({ type: 'no', code: 'E_VERB' });
  expect(await practice.append(0, [back('9999999999.9999999999')])).toMatchObject({ type: 'no', code: 'E_VERB' });
});
