import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { arrivalsOf } from '#domain/intake/arrivals.ts';
import type { Fact, NewFact } from '#domain/fact.ts';
import { codeSecret, personSecret } from '#domain/intake/kiosk-secret.ts';
import { stampAt } from '#domain/time.ts';
import { lookedUp, openKioskDay } from '#boot/kiosk-day.ts';
import { serverCalls } from '#boot/server-calls.ts';
import { dayKeyFrom, dayKeyOf, daySeedOf, lookUpOf, STRETCH } from '#protocol/day-keys.ts';
import { sealEnvelope } from '#protocol/envelope.ts';
import { allowByName, kioskStateOf, openKiosk } from '#server/people/kiosks.ts';
import { NO_LEVELS, type LookUpLevels } from '#station/kiosk-day.ts';
import { stretch } from '#vault/stretch.ts';
import { PRACTICE, startRig, type Rig } from '../../sync-server/tests/rig.ts';

// Friday 20 November 2026, 09:00 in New York.
const NINE = Date.parse('2026-11-20T14:00:00Z');
const DATE = '2026-11-20';
let rig: Rig;
let now = NINE;

beforeEach(async () => {
  now = NINE;
  rig = await startRig({ now: () => now });
  await rig.clinic.setUp(PRACTICE);
  await rig.agent.settled();
});
afterEach(() => rig.dispose());

async function say(doc: string, ...facts: NewFact[]): Promise<void> {
  now += 1_000;
  const dated = facts.map(({ kind, of }, i): Fact => ({ kind, at: stampAt(now) + i, by: 'u-1', of }));
  expect((await rig.clinic.append([{ doc, facts: dated }])).refused).toEqual([]);
  await rig.agent.settled();
}

async function expecting(patient: string, given: string, phone: string, family = 'Núñez'): Promise<void> {
  const birthDate = '1971-03-09';
  const phones = [{ number: phone, use: 'mobile' }];
  const name = { family, given: [given] };
  await say(`patient/${patient}`, {
    kind: 'patient/registered',
    of: { patient, source: 'desk', name, birthDate, sex: 'female', phones, identifiers: [] }
  });
  const at = { practitioner: 'p1', start: 600, minutes: 20 };
  const label = { family, given, birthDate };
  const of = { appointment: `a-${patient}`, patient, label, visitType: 'follow-up', at };
  await say(`day/main/${DATE}`, { kind: 'appointment/booked', of });
}

/** What was stretched once in a test is not stretched again. */
const stretched = new Map<string, Uint8Array<ArrayBuffer>>();
const once: typeof stretch = async (secret, salt, kdf) => {
  const name = `${secret} ${salt.join()}`;
  const known = stretched.get(name) ?? (await stretch(secret, salt, kdf));
  stretched.set(name, known);
  return known;
};

/** As a kiosk with the key of its day does it, with the browser's own stretching. */
async function find(family: string, phoneLast4: string, level: 'code' | 'person' = 'person'): Promise<string | null> {
  const { salt, envelopes } = arrivalsOf(await rig.clinic.read(`arrivals/main/${DATE}`))!;
  expect(envelopes.size % 50).toBe(0);
  const seed = await daySeedOf((await rig.core.arrivalsKey()).privateKey);
  const key = await dayKeyFrom(await dayKeyOf(seed, 'main', DATE, level));
  const secret = personSecret({ family, birthDate: '1971-03-09', phoneLast4 });
  return (await lookedUp(key, secret, salt!, envelopes, once))?.envelope ?? null;
}

test('[AGT-10] [KDAY-2] by name a visit is found where a manager allowed it, under its own key, until its patient has come', async () => {
  const kiosk = await rig.enrol('kiosk');
  await expecting('p1', 'Inés', '(555) 555-0142');
  await rig.agent.tick();
  expect(await find('Nunez', '0142')).toBe(null);

  await allowByName(rig.core, kiosk.deviceNo, true);
  await rig.agent.tick();
  await vi.waitFor(async () => expect(await find('NUÑEZ', '0142')).toBe('a-p1'), { timeout: 20_000 });
  expect(await find('Nunez', '0143')).toBe(null);
  expect(await find('Nunez', '0142', 'code')).toBe(null);

  // Twins with one telephone are nobody's: the desk asks which of them it is.
  await expecting('p2', 'Ana', '(555) 555-0142');
  await rig.agent.tick();
  await vi.waitFor(async () => expect(await find('Nunez', '0142')).toBe(null), { timeout: 20_000 });

  await expecting('p3', 'Ola', '(555) 555-0177', 'Quist');
  await rig.agent.tick();
  await vi.waitFor(async () => expect(await find('Quist', '0177')).toBe('a-p3'), { timeout: 20_000 });
  const label = { family: 'Quist', given: 'Ola', birthDate: '1971-03-09' };
  await say(`day/main/${DATE}`, {
    kind: 'visit/arrived',
    of: { visit: 'v-a-p3', appointment: 'a-p3', patient: 'p3', label, ticket: 'A-001' }
  });
  await rig.agent.tick();
  expect(await find('Quist', '0177')).toBe(null);

  await allowByName(rig.core, kiosk.deviceNo, false);
  await rig.agent.tick();
  expect(await find('Nunez', '0142')).toBe(null);
}, 60_000);

test('[KIO-16] staff open a kiosk: it looks codes up; a page that is loaded anew, and tomorrow, does not', async () => {
  const kiosk = await rig.enrol('kiosk');
  const calls = serverCalls(rig.http);
  let today = DATE;
  const open = () => openKioskDay({ token: kiosk.token, calls, today: () => today });
  const levels = (day: ReturnType<typeof open>): LookUpLevels => {
    let now_ = NO_LEVELS;
    day.watch((next) => (now_ = next))();
    return now_;
  };
  const { salt } = arrivalsOf(await rig.clinic.read(`arrivals/main/${DATE}`))!;
  const code = await stretch(codeSecret('7K2M9QXA', '1971-03-09'), new Uint8Array(salt!), STRETCH);
  await expecting('p1', 'Inés', '(555) 555-0142');
  const issued = { appointment: 'a-p1', envelope: 'e000000000000001', key: new Uint8Array(32), code };
  await say(`day/main/${DATE}`, { kind: 'appointment/slip-issued', of: issued });
  const arrivals = arrivalsOf(await rig.clinic.read(`arrivals/main/${DATE}`))!;

  await openKiosk(rig.core, kiosk.deviceNo);
  const day = open();
  await vi.waitFor(() => expect(levels(day)).toEqual({ code: true, person: false }));
  const [found, other, byName] = await Promise.all([
    day.lookUp('code', codeSecret('7K2M9QXA', '1971-03-09'), arrivals),
    day.lookUp('code', codeSecret('7K2M9QXA', '1971-03-10'), arrivals),
    day.lookUp('person', codeSecret('7K2M9QXA', '1971-03-09'), arrivals)
  ]);
  expect(found).toMatchObject({ envelope: 'e000000000000001', initial: 'I' });
  expect([other, byName]).toEqual([null, null]);

  today = '2026-11-21';
  expect(await day.lookUp('code', codeSecret('7K2M9QXA', '1971-03-09'), arrivals)).toBe(null);
  day.stop();
  expect(levels(day)).toEqual(NO_LEVELS);
  const again = open();
  await expect.poll(async () => (await kioskStateOf(rig.core, kiosk.deviceNo)).openedFor).toBe(null);
  expect(levels(again)).toEqual(NO_LEVELS);
  again.stop();
});

/** Each piece of work of WebCrypto, in order, while `act` runs. */
async function workOf(act: () => Promise<unknown>): Promise<readonly string[]> {
  const done: string[] = [];
  const spies = (['importKey', 'sign', 'deriveBits', 'decrypt', 'encrypt', 'digest'] as const).map((name) => {
    const real = crypto.subtle[name].bind(crypto.subtle) as (...args: unknown[]) => Promise<unknown>;
    return vi.spyOn(crypto.subtle, name).mockImplementation(((...args: unknown[]) => {
      done.push(name);
      return real(...args);
    }) as never);
  });
  await act();
  for (const spy of spies) spy.mockRestore();
  return done;
}

test('[KIO-18] a match, a wrong code, a right one with another birth date: one stretch and the same work each', async () => {
  const dayKey = await dayKeyFrom(new Uint8Array(32).fill(2));
  const salt = new Uint8Array(16);
  let stretches = 0;
  const counted: typeof stretch = (secret, with_, kdf) => {
    stretches++;
    return stretch(secret, with_, { ...kdf, memoryKiB: 64 } as typeof kdf);
  };
  const secret = codeSecret('7K2M9QXA', '1971-03-09');
  const { envelope, key } = await lookUpOf(
    await counted(secret, salt, { name: 'argon2id', memoryKiB: 64, passes: 3 }),
    dayKey
  );
  const content = { envelope: 'e-1', initial: 'A', time: '9:00', practitioner: 'Dr Kim', language: null, forms: [] };
  const envelopes = new Map([[envelope, await sealEnvelope(content, key)]]);
  const look = (typed: string, there = envelopes) => workOf(async () => lookedUp(dayKey, typed, salt, there, counted));

  const match = await look(secret);
  expect(await lookedUp(dayKey, secret, salt, envelopes, counted)).toEqual(content);
  stretches = 0;
  const misses = [
    await look(codeSecret('7K2M9QXB', '1971-03-09')),
    await look(codeSecret('7K2M9QXA', '1971-03-10')),
    await look(secret, new Map())
  ];
  expect(stretches).toBe(3);
  expect(match).toContain('decrypt');
  expect(misses).toEqual([match, match, match]);
});
