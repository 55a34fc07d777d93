import { afterEach, beforeEach, expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { ConflictClass } from '#domain/scheduling/appointment-facts.ts';
import { CONFLICT_RULES, RULED_CLASSES, WEIGHTIEST } from '#domain/scheduling/conflict-rules.ts';
import { STAFF_ROLES } from '#domain/practice/role-verbs.ts';
import { stampAt } from '#domain/time.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { decodePushAnswers, encodePush } from '#protocol/push.ts';
import { encodeRun } from '#protocol/update.ts';
import { openClinic } from '#server/clinic/open-clinic.ts';
import { EVERY_KIND } from '#tests/fixtures/every-kind.ts';
import { DAY, muxSocket, openChannel, PRACTICE, startRig, type DocClient, type Rig } from './rig.ts';

const HOUR = 3_600_000;
let now = Date.parse('2026-11-20T15:00:00Z');
let rig: Rig;
beforeEach(async () => {
  now = Date.parse('2026-11-20T15:00:00Z');
  rig = await startRig({ now: () => now });
  await rig.clinic.setUp(PRACTICE);
});
afterEach(() => rig.dispose());

/** A desk with somebody of this role, who writes one fact after another; what is refused leaves its place. */
async function deskOf(role: StaffRole) {
  const device = await rig.clinic.enrol({ role: 'desk', site: 'main' });
  await rig.signIn(device, { user: `u-${role}`, name: `Robin ${role}`, initials: 'R', role });
  const socket = await muxSocket(rig, device);
  const channels = new Map<string, { readonly channel: DocClient; clock: number }>();
  const write = async (doc: string, fact: Omit<Fact, 'by'>) => {
    const open = channels.get(doc) ?? { channel: openChannel(socket, device, channels.size + 1, doc), clock: 0 };
    channels.set(doc, open);
    const answer = await open.channel.append(open.clock, [{ ...fact, by: `u-${role}` }]);
    if (answer.type === 'ack') open.clock++;
    return answer;
  };
  return { device, write };
}

const bookedOver = (classes: readonly ConflictClass[], at = now): Omit<Fact, 'by'> => ({
  kind: 'appointment/booked',
  at: stampAt(at),
  of: { ...(EVERY_KIND['appointment/booked'] as object), over: { classes, reason: 'Both know of it' } }
});
const movedOver = (classes: readonly ConflictClass[]): Omit<Fact, 'by'> => ({
  kind: 'appointment/moved',
  at: stampAt(now),
  of: { ...(EVERY_KIND['appointment/moved'] as object), over: { classes, reason: 'Both know of it' } }
});
const ruled = (conflict: ConflictClass, mayOverride: readonly StaffRole[]): Omit<Fact, 'by'> => ({
  kind: 'conflict/ruled',
  at: stampAt(now),
  of: { conflict, mayOverride }
});

/** Each fact as an update of its own, all in one request, as a desk sends what it wrote while it was away. */
async function pushed(
  device: DeviceCredentials,
  user: string,
  facts: readonly Omit<Fact, 'by'>[],
  isTaken: readonly boolean[]
) {
  const parts = facts.map((fact, i) => {
    const clock = isTaken.slice(0, i).filter(Boolean).length; // what is refused leaves its place
    return { doc: DAY, update: encodeRun({ client: device.clientIdBase, clock, facts: [{ ...fact, by: user }] }) };
  });
  const headers = { authorization: `Bearer ${device.token}` };
  const response = await fetch(`${rig.http}/sync/push`, {
    method: 'POST',
    headers,
    body: Buffer.from(encodePush(parts))
  });
  return decodePushAnswers(new Uint8Array(await response.arrayBuffer()));
}

test('[RULE-8] role by class: what the product begins with, for a booking and for a move', async () => {
  for (const role of STAFF_ROLES) {
    const { device } = await deskOf(role);
    const cells = WEIGHTIEST.flatMap((one) => [bookedOver([one]), movedOver([one])]);
    const isTaken = WEIGHTIEST.flatMap((one) => {
      const isAllowed = CONFLICT_RULES[one].mayOverride?.includes(role) ?? false;
      return [isAllowed, isAllowed];
    });
    const answers = await pushed(device, `u-${role}`, cells, isTaken);
    const said = answers.map((answer) => (answer.type === 'no' ? answer.code : 'ack'));
    expect(said, role).toEqual(isTaken.map((taken) => (taken ? 'ack' : 'E_VERB')));
  }
});

test('[RULE-8] the refusal says what was in the way; one of several that is too much is enough', async () => {
  const { write } = await deskOf('clerk');
  expect(await write(DAY, bookedOver(['C1', 'C3', 'C6']))).toMatchObject({
    code: 'E_VERB',
    say: 'It was booked over something that is not this person’s to let stand: the patient has two visits at once. Book another time, or ask a manager.'
  });
  expect(await write(DAY, bookedOver(['C1', 'C6']))).toMatchObject({ type: 'ack' });
  expect(await write(DAY, bookedOver([]))).toMatchObject({ type: 'ack' });
});

test('[RULE-8] [RULE-6] what the practice allows counts at once; what it takes back not against who may not have heard', async () => {
  const [manager, clerk] = [await deskOf('manager'), await deskOf('clerk')];
  expect(await clerk.write(DAY, bookedOver(['C3']))).toMatchObject({ code: 'E_VERB' });
  expect(await manager.write(practiceDoc, ruled('C3', ['clerk']))).toMatchObject({ type: 'ack' });
  expect(await clerk.write(DAY, bookedOver(['C3']))).toMatchObject({ type: 'ack' });
  now += HOUR;
  expect(await manager.write(practiceDoc, ruled('C3', []))).toMatchObject({ type: 'ack' });
  const promised = now + 71 * HOUR;
  now += 73 * HOUR;
  const again = await deskOf('clerk');
  expect(await again.write(DAY, bookedOver(['C3']))).toMatchObject({ code: 'E_VERB' });
  expect(await again.write(DAY, bookedOver(['C3'], promised))).toMatchObject({ type: 'ack' });
});

test('[RULE-8] a closed office, and what desks did unknowing, are nobody’s whatever a fact of the practice says', async () => {
  const manager = await deskOf('manager');
  for (const one of WEIGHTIEST.filter((each) => !(RULED_CLASSES as readonly string[]).includes(each)))
    expect(await manager.write(practiceDoc, ruled(one, ['clerk'])), one).toMatchObject({ type: 'no' });
  expect(await manager.write(DAY, bookedOver(['C8']))).toMatchObject({ code: 'E_VERB' });
});

test('[RULE-8] [GATE-7] of what was booked offline the rest is taken; what is refused is kept at the server too', async () => {
  const { device } = await deskOf('clerk');
  const facts = [bookedOver(['C1']), bookedOver(['C8']), bookedOver(['C1'])];
  const answers = await pushed(device, 'u-clerk', facts, [true, false, true]);
  expect(answers.map((answer) => (answer.type === 'no' ? answer.code : answer.clock))).toEqual([1, 'E_VERB', 2]);
  const admin = await openClinic(rig.dataDir);
  const [kept] = await admin.listRefused();
  expect(kept).toMatchObject({ device: device.deviceNo, doc: DAY, code: 'E_VERB' });
  expect(await admin.showRefused(kept!.id)).toMatchObject({ facts: [{ kind: 'appointment/booked', by: 'u-clerk' }] });
  await admin.close();
});
