import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { commitmentTo } from '#protocol/device-keys.ts';
import { CHALLENGE_LIFE_MS, Challenges } from '#server/people/challenges.ts';
import { CODE_LIFE_MS, EnrolmentCodes } from '#server/people/codes.ts';
import { AGENT_NO, Devices } from '#server/people/devices.ts';
import { Enrolments } from '#server/people/enrolments.ts';
import { Passkeys } from '#server/people/passkeys.ts';
import { People } from '#server/people/people.ts';
import { IDLE_MS, Sessions } from '#server/people/sessions.ts';
import { Notes } from '#server/records/notes.ts';
import type { Records } from '#server/records/records.ts';

/** The tables of the registers, empty, on storage of their own. */
export interface RegistersRig {
  readonly records: Records;
  dispose(): Promise<void>;
}

const ADA = {
  user: 'ada',
  name: 'Ada Example',
  initials: 'AE',
  role: 'manager',
  passphrase: 'five plain words'
} as const;

/** What the registers do, whatever database their statements run in (docs/specs/sync-server.md, PPL). */
export function registersContract(name: string, rigOf: () => Promise<RegistersRig>): void {
  describe(`registers contract: ${name}`, () => {
    let rig: RegistersRig;
    let devices: Devices;
    let now = 1_000;

    beforeEach(async () => {
      now = 1_000;
      rig = await rigOf();
      devices = new Devices(rig.records, () => now);
      await devices.begin();
    });
    afterEach(() => rig.dispose());

    test('a device is known by its token and its number, and keeps what it was enrolled with', async () => {
      const { device, token } = await devices.enrol('kiosk', 'main');
      expect(device).toEqual({
        deviceNo: 3,
        role: 'kiosk',
        site: 'main',
        label: 'K1',
        enrolledAt: 1_000,
        revokedAt: null
      });
      expect(await devices.byToken(token)).toEqual(device);
      expect(await devices.byNo(3)).toEqual(device);
      expect(await devices.byToken(`${token}x`)).toBeNull();
      expect(await devices.byNo(4)).toBeNull();
      await devices.begin();
      expect((await devices.all()).map(({ role }) => role)).toEqual(['agent', 'importer', 'kiosk']);
    });

    test('[KEY-3] [KEY-4] a passkey is found, used on and on, named and removed, by its person alone', async () => {
      const passkeys = new Passkeys(rig.records, () => now);
      const ring = { credential: 'abc_-1', user: 'ada', rpId: 'desk.example.org', publicKey: 'AAAA', name: 'Ring' };
      const fresh = { ...ring, algorithm: -7, counter: 0, device: 3 } as const;
      expect(await passkeys.add(fresh)).toBe(true);
      expect(await passkeys.add({ ...fresh, user: 'ben' })).toBe(false);
      expect(await passkeys.find('abc_-1')).toEqual({ ...fresh, addedAt: 1_000, usedAt: null });
      now = 2_000;
      expect(await passkeys.used('abc_-1', 0)).toBe(true);
      const most = 2 ** 32 - 1; // a counter has 32 bits (WebAuthn §6.1)
      for (const counter of [1, most]) expect(await passkeys.used('abc_-1', counter)).toBe(true);
      for (const counter of [most, 1, 0]) expect(await passkeys.used('abc_-1', counter)).toBe(false);
      expect([await passkeys.rename('ben', 'abc_-1', 'x'), await passkeys.remove('ben', 'abc_-1')]).toEqual([
        false,
        false
      ]);
      expect(await passkeys.rename('ada', 'abc_-1', 'Blue')).toBe(true);
      expect(await passkeys.of('ada')).toEqual([
        { ...fresh, name: 'Blue', counter: most, addedAt: 1_000, usedAt: 2_000 }
      ]);
      await passkeys.removeAllOf('ada');
      expect(await passkeys.all()).toEqual([]);
    });

    test('[KEY-2] a challenge is for one purpose, five minutes, and used once, also by two at the same moment', async () => {
      const challenges = new Challenges(rig.records, new Notes(rig.records), () => now);
      const other = new Challenges(rig.records, new Notes(rig.records), () => now);
      const challenge = await challenges.issue('sign-in');
      expect([await other.isGood(challenge, 'sign-in'), await other.isGood(challenge, 'add s')]).toEqual([true, false]);
      expect(await challenges.handleOf('ada')).toBe(await other.handleOf('ada'));
      const used = await Promise.all([challenges, other].map((one) => one.use(challenge)));
      expect(used.sort()).toEqual([false, true]);
      now += CHALLENGE_LIFE_MS;
      expect(await challenges.isGood(challenge, 'sign-in')).toBe(false);
      expect(await challenges.use(await challenges.issue('sign-in'))).toBe(true);
    });

    test('[PPL-6] of many enrolled at the same moment each has its own number and label', async () => {
      const enrolled = await Promise.all(Array.from({ length: 12 }, () => devices.enrol('desk', 'main')));
      expect(enrolled.map(({ device }) => device.deviceNo).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 12 }, (_, i) => i + 3)
      );
      expect(new Set(enrolled.map(({ device }) => device.label)).size).toBe(12);
    });

    test('[PPL-6] a label that is asked for is given once', async () => {
      const asked = await Promise.allSettled([
        devices.enrol('room', 'main', 'R7'),
        devices.enrol('room', 'main', 'R7')
      ]);
      expect(asked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(devices.enrol('desk', 'main', 'R7')).rejects.toMatchObject({ name: 'LabelTaken' });
    });

    test('a device is removed once; the server’s own never', async () => {
      const { device, token } = await devices.enrol('desk', 'main');
      now = 5_000;
      expect(await devices.revoke(device.deviceNo)).toBe(true);
      expect(await devices.revoke(device.deviceNo)).toBe(false);
      expect(await devices.revoke(AGENT_NO)).toBe(false);
      expect(await devices.revoke(99)).toBe(false);
      expect(await devices.byToken(token)).toEqual({ ...device, revokedAt: 5_000, endedAs: 'revoked' });
    });

    test('no client is given twice', async () => {
      const clients = await Promise.all(Array.from({ length: 5 }, () => devices.boot(AGENT_NO)));
      expect(clients.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5].map((boot) => clientIdOf(AGENT_NO, boot)));
    });

    test('[PPL-3] a person signs in by name or id, however it is typed, with the passphrase alone', async () => {
      const people = new People(rig.records, () => now);
      expect(await people.count()).toBe(0);
      await people.put({ ...ADA, passphrase: 'an older passphrase' });
      await people.put(ADA);
      const { passphrase, ...person } = ADA;
      expect(await people.count()).toBe(1);
      expect(await people.check(' ada   EXAMPLE', passphrase)).toEqual(person);
      expect(await people.check('ADA', passphrase)).toEqual(person);
      expect(await people.check('ada', 'an older passphrase')).toBeNull();
      expect(await people.check('nobody', passphrase)).toBeNull();
      expect(await people.isTaken('Ada  example')).toBe(true);
      expect(await people.isTaken('Bea Example')).toBe(false);
      await people.recordSignIn(3, 'ada');
      const signIns = await rig.records.ask('SELECT device, "user", at FROM sign_ins');
      expect(signIns.map((row) => ({ ...row }))).toEqual([{ device: 3, user: 'ada', at: 1_000 }]);
    });

    test('[PPL-5] a code is good once, for its role, for ten minutes; a standing one for ever', async () => {
      const codes = new EnrolmentCodes(rig.records, () => now);
      const { code, expiresAt } = await codes.issue('kiosk', 'main');
      expect(expiresAt).toBe(1_000 + CODE_LIFE_MS);
      expect(await codes.redeem(code, 'desk')).toBeNull();
      const twice = await Promise.all([codes.redeem(code, 'kiosk'), codes.redeem(code.toLowerCase(), 'kiosk')]);
      expect(twice.filter(Boolean)).toEqual([{ site: 'main' }]);

      const late = await codes.issue('board', 'main');
      const standing = await codes.issue('board', 'main', true);
      now += CODE_LIFE_MS;
      expect(await codes.redeem(late.code, 'board')).toBeNull();
      expect(await codes.redeem(standing.code, 'board')).toEqual({ site: 'main' });
      expect(await codes.redeem(standing.code, 'board')).toEqual({ site: 'main' });
      expect(await codes.redeem('', 'board')).toBeNull();
    });

    test('[SES-2] [SES-3] a session is of one person on one device; a newer one replaces it, and it ends when nothing is heard', async () => {
      const sessions = new Sessions(rig.records, () => now);
      const first = await sessions.start(3, 'ada');
      expect(await sessions.byToken(first.token, 3)).toEqual(first.session);
      expect(await sessions.byToken(first.token, 4)).toBeNull();
      expect(await sessions.byToken(`${first.token}x`, 3)).toBeNull();
      const second = await sessions.start(3, 'ada');
      const elsewhere = await sessions.start(4, 'ada');
      expect(await sessions.byToken(first.token, 3)).toBeNull();
      expect((await sessions.of(3, 'ada')).map(({ why }) => why).toSorted()).toEqual([null, 'replaced'].toSorted());
      const ids = [first, second, elsewhere].map(({ session }) => session.id);
      expect(await sessions.stillLive(ids)).toEqual(new Set(ids.slice(1)));
      now += IDLE_MS - 1;
      expect(await sessions.stillLive(ids.slice(1, 2))).toEqual(new Set(ids.slice(1, 2)));
      now += 1;
      expect((await sessions.live()).map(({ id }) => id)).toEqual(ids.slice(1, 2)); // the other was not heard of
      await sessions.endOfUser('ada', 'disabled');
      expect(await sessions.live()).toEqual([]);
      expect(await sessions.end(ids[1] ?? '', 'killed')).toBe(false);
    });

    test('[ENR-2] of two who come with one code at the same moment one begins; each step is taken once', async () => {
      const enrolments = new Enrolments(rig.records, () => now);
      const { code, id } = await enrolments.issue('kiosk', 'main', 'ada');
      const keys = { sig: '04'.repeat(65), dh: '05'.repeat(65) };
      const commitment = await commitmentTo(keys, 'n');
      const begun = await Promise.all([
        enrolments.begin(code, 'kiosk', commitment),
        enrolments.begin(code, 'kiosk', commitment)
      ]);
      expect(begun.filter(Boolean)).toHaveLength(1);
      const claims = await Promise.all([enrolments.reveal(id, keys, 'n'), enrolments.reveal(id, keys, 'n')]);
      const [claim] = claims.filter((one) => one !== null);
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await enrolments.byClaim(claim ?? '')).toMatchObject({ id, state: 'shown', keys });
      expect(await enrolments.take(id)).toBe(false);
      expect((await Promise.all([enrolments.confirm(id), enrolments.confirm(id)])).toSorted()).toEqual([false, true]);
      expect((await Promise.all([enrolments.take(id), enrolments.take(id)])).toSorted()).toEqual([false, true]);
    });

    test('a note is what was written last; one that is claimed stays the first', async () => {
      const notes = new Notes(rig.records);
      expect(await notes.read('demo')).toBeNull();
      await notes.write('demo', 'one');
      await notes.write('demo', 'two');
      expect(await notes.read('demo')).toBe('two');
      expect(await notes.claim('demo', 'three')).toBe('two');
      expect(await notes.claim('key', 'first')).toBe('first');
    });
  });
}
