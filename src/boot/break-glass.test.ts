import { beforeAll, describe, expect, test, vi } from 'vitest';
import { auditDoc, dayDoc, practiceDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { err, ok } from '#domain/result.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { newRecoveryKit, openKit, type RecoveryKit } from '#protocol/recovery-kit.ts';
import { openDatabase } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { waitingDocs, waitingIn } from '#storage/outbox.ts';
import { decodeRuns } from '#protocol/update.ts';
import { fromRecovery, type KeyFile } from '#vault/key-file.ts';
import { generationKeyOf, theseKeys } from '#vault/storage-key.ts';
import { HEARD_KEY } from './device-clock.ts';
import { whenOver, type Glass } from './glass.ts';
import { KEYS_KEY } from './key-store.ts';
import { sealingWith } from './sealing.ts';
import { UNREACHABLE, type ServerCalls } from './server-calls.ts';
import type { SurfaceSession, SurfaceState } from './surface-state.ts';
import { openSurface } from './surface.ts';

const NOWHERE = 'http://127.0.0.1:9';
const DAY = 24 * 3_600_000;
const device: DeviceCredentials = {
  deviceNo: 7,
  role: 'desk',
  site: 'main',
  zone: 'America/New_York',
  label: 'A',
  token: 'token-of-7',
  epoch: 'e1',
  clientIdBase: 7 * 2 ** 20
};
const ada = { user: 'u-ada', name: 'Ada Quill', initials: 'AQ', role: 'clerk' } as const;
const ben = { user: 'u-ben', name: 'Ben Rook', initials: 'BR', role: 'manager' } as const;
const SAID = { [ada.name]: 'five plain words for ada', [ben.name]: 'five other words for ben' };
const BEN = { name: ben.name, passphrase: SAID[ben.name] };

/** A server that can be out of reach. @param sent what the desk asked of it */
function server(kit: RecoveryKit | null, down: { is: boolean }, sent: unknown[] = []): ServerCalls {
  const gone = err(UNREACHABLE);
  const calls = {
    clinic: async () => (down.is ? gone : ok({ isSetUp: true, practiceName: 'Harbor Street', sites: [], demo: null })),
    signIn: async ({ name, passphrase }: { name: keyof typeof SAID; passphrase: string }, token: string | null) => {
      if (down.is) return gone;
      if (SAID[name] !== passphrase) return err({ code: 'sign-in/wrong', say: 'Wrong.' });
      const session = { token: `session of ${name}`, endsAt: 8e12, idleMs: 43_200_000 };
      const user = name === ada.name ? ada : ben;
      return ok({ user, device: token ? null : device, session, ...(kit && { recoveryKey: kit.publicKey }) });
    },
    signOut: async () => gone,
    keepStorageKey: async ({ sealed }: { sealed: string }) => (down.is ? gone : ok({ sealed })),
    arrivalsKey: async () => gone,
    manage: async (path: string, _: unknown, body: unknown) => {
      sent.push({ path, body });
      return path.startsWith('device/break-glass') && !down.is
        ? err({ code: 'recovery/manager', say: 'A manager’s name or passphrase is not right.' })
        : gone;
    }
  };
  return calls as unknown as ServerCalls; // what a desk alone asks for
}

async function until<S extends SurfaceState['step']>(session: SurfaceSession, step: S) {
  return await new Promise<Extract<SurfaceState, { step: S }>>((resolve) => {
    const stop = session.watch((state) => {
      if (state.step !== step) return;
      queueMicrotask(() => stop());
      resolve(state as Extract<SurfaceState, { step: S }>);
    });
  });
}

/** A desk on which Ada and Ben have signed in, that knows both as staff, and is then closed and off the network. */
async function deskAlone(databaseName: string, kit: RecoveryKit | null) {
  const down = { is: false };
  const calls = server(kit, down);
  const open = openSurface('desk', { origin: NOWHERE, calls, databaseName });
  const { signIn } = await until(open, 'needs-sign-in');
  expect(await signIn({ name: ben.name, passphrase: SAID[ben.name] })).toEqual(ok());
  const { station, signOut } = await until(open, 'ready');
  await station.record('test', practiceDoc, [
    { kind: 'site/added', of: { site: 'main', name: 'Main office', zone: 'America/New_York' } },
    { kind: 'staff/added', of: ada },
    { kind: 'staff/added', of: ben }
  ]);
  await signOut();
  open.stop();
  down.is = true;
  const forgotten: string[] = [];
  const again = openSurface('desk', { origin: NOWHERE, calls, databaseName, forget: () => forgotten.push('all') });
  return { session: again, ...(await until(again, 'needs-sign-in')), down, forgotten };
}

let kit: RecoveryKit;
beforeAll(async () => {
  kit = await newRecoveryKit();
});
const asked = { name: 'ada quill', reason: 'patient collapsed, network down' };

describe('a desk without the network', () => {
  test('[GLASS-1] [GLASS-3] [GLASS-4] [GLASS-5] the kit opens it to read; writing is refused in words, and all of it is written down', async () => {
    const { session, waysBack, forgotten } = await deskAlone('glass-kit', kit);
    expect(await waysBack.breakGlass({ ...asked, words: kit.words.join(' ').toUpperCase() })).toEqual(ok());
    const { station, lock, manage } = await until(session, 'ready');
    expect(station.user).toEqual(ada);
    expect(station.glass!.until - station.now()).toBeGreaterThan(59 * 60_000);
    const { alarms } = await station.rows.practice();
    expect([...alarms.values()]).toMatchObject([
      { what: 'glass-broken', user: 'u-ada', means: 'kit', device: 'A', reason: asked.reason, closed: null }
    ]);
    const called = [{ kind: 'visit/called', of: { visit: 'v-1', room: 'room-1' } }];
    const say = expect.stringContaining('nothing was written');
    await expect(station.record('queue/call', dayDoc('main', station.today()), called)).rejects.toMatchObject({
      code: 'read-only',
      message: say
    });
    await expect(station.recordTogether('x', [])).rejects.toMatchObject({ code: 'read-only' });
    await expect(station.settleRefused('x', 'y', 'discarded')).rejects.toMatchObject({ code: 'read-only' });
    await expect(station.care.freeSpace()).rejects.toMatchObject({ code: 'read-only' });
    await station.keepDraft({ key: 'd', title: 'Draft', path: '/', content: 'x' });
    expect(await station.rows.drafts()).toEqual([]);
    await station.audit.note({ action: 'patient/viewed', refs: ['patient:p1'] });
    // What it wrote of itself waits for whoever signs in next: the log, and the alarm.
    const database = await openDatabase('glass-kit-sealed');
    expect((await waitingDocs(database)).toSorted()).toEqual([auditDoc(7, station.today()), practiceDoc].toSorted());
    const [file, opened] = [
      await readMeta<KeyFile>(database, KEYS_KEY),
      await openKit(kit.words.join(' '), kit.publicKey)
    ];
    if (!file || !opened.ok) throw new Error('no key');
    const key = await generationKeyOf((await fromRecovery(file, opened.value))!);
    database.sealing = sealingWith(theseKeys(key), database);
    const noted = await waitingIn(database, auditDoc(7, station.today()));
    const entries = noted.flatMap(({ run }) => decodeRuns(run.bytes).flatMap(({ facts }) => facts as readonly Fact[]));
    const mine = entries.filter(({ kind, by }) => kind === 'audit/noted' && by === 'u-ada');
    expect(mine.map(({ of }) => (of as { action: string }).action)).toEqual([
      'session/began',
      'access/broken-glass',
      'patient/viewed'
    ]);
    expect(await manage('people')).toMatchObject({ ok: false });
    lock();
    await expect.poll(() => forgotten).toEqual(['all']);
    session.stop();
    database.close();
  });

  test('[GLASS-1] beyond the lease a manager vouches for somebody else, and not for themselves', async () => {
    const { session, waysBack, signIn } = await deskAlone('glass-lease', null);
    const database = await openDatabase('glass-lease-sealed');
    await writeMeta(database, HEARD_KEY, Date.now() - 9 * DAY);
    expect(await signIn(BEN)).toMatchObject({ error: { code: 'lease-over' } });
    expect(await waysBack.breakGlass({ ...asked, managers: [{ ...BEN, passphrase: 'a guess' }] })).toMatchObject({
      error: { code: 'glass/unknown-manager' }
    });
    expect(await waysBack.breakGlass({ ...asked, managers: [{ ...BEN, name: ada.name }] })).toMatchObject({
      error: { code: 'glass/unknown-manager' }
    });
    expect(await waysBack.breakGlass({ ...asked, name: ben.name, managers: [BEN] })).toMatchObject({
      error: { code: 'glass/self' }
    });
    expect(await waysBack.breakGlass({ ...asked, name: 'Nobody Known', managers: [BEN] })).toMatchObject({
      error: { code: 'glass/nobody' }
    });
    expect(await waysBack.breakGlass({ ...asked, managers: [BEN] })).toEqual(ok());
    const { station } = await until(session, 'ready');
    expect([...(await station.rows.practice()).alarms.values()]).toMatchObject([
      { means: 'manager', vouched: ['Ben Rook'], user: 'u-ada' }
    ]);
    session.stop();
    database.close();
  });

  test('[GLASS-1] [KIT-2] the wrong words open nothing, nor does a desk that was never sealed to a kit', async () => {
    const { session, waysBack } = await deskAlone('glass-wrong', kit);
    const other = await newRecoveryKit();
    for (const [words, code] of [
      [other.words.join(' '), 'kit/other'],
      [kit.words.slice(1).join(' '), 'kit/count'],
      [kit.words.with(3, 'abandn').join(' '), 'kit/word'],
      ['', 'kit/count']
    ] as const)
      expect(await waysBack.breakGlass({ ...asked, words }), code).toMatchObject({ error: { code } });
    expect(await waysBack.breakGlass(asked)).toMatchObject({ error: { code: 'glass/not-enough' } });
    session.stop();
    const without = await deskAlone('glass-without', null);
    expect(await without.waysBack.breakGlass({ ...asked, words: kit.words.join(' ') })).toMatchObject({
      error: { code: 'glass/no-kit-here' }
    });
    without.session.stop();
  });

  test('[GLASS-2] where the server answers, its no is final; [GLASS-1] a browser that is no desk has nothing to open', async () => {
    const { session, waysBack, down } = await deskAlone('glass-online', kit);
    down.is = false;
    expect(await waysBack.breakGlass({ ...asked, managers: [BEN] })).toMatchObject({
      error: { code: 'recovery/manager' }
    });
    session.stop();
    const fresh = openSurface('desk', { origin: NOWHERE, calls: server(kit, down), databaseName: 'glass-fresh' });
    const { waysBack: none } = await until(fresh, 'needs-sign-in');
    expect(await none.breakGlass({ ...asked, words: kit.words.join(' ') })).toMatchObject({
      error: { code: 'glass/no-device' }
    });
    fresh.stop();
  });

  test('[KIT-3] another kit in force is what the desk is sealed to after the next sign-in there', async () => {
    const { session, signIn, down } = await deskAlone('glass-rotated', null);
    const database = await openDatabase('glass-rotated-sealed');
    expect((await readMeta<KeyFile>(database, KEYS_KEY))?.recovery).toBeUndefined();
    session.stop();
    down.is = false;
    const again = openSurface('desk', { origin: NOWHERE, calls: server(kit, down), databaseName: 'glass-rotated' });
    await (await until(again, 'needs-sign-in')).signIn(BEN);
    await until(again, 'ready');
    expect((await readMeta<KeyFile>(database, KEYS_KEY))?.recovery).toMatchObject({
      kind: 'recovery',
      publicKey: kit.publicKey
    });
    expect(signIn).toBeTypeOf('function');
    again.stop();
    database.close();
  });
});

test('[GLASS-3] it is over after an hour, also where the clock is set back', () => {
  vi.useFakeTimers();
  try {
    let over = 0;
    const glass: Glass = { alarm: 'a', until: 3_600_000, means: 'kit', vouched: [], reason: '' };
    whenOver(
      glass,
      () => over++,
      () => 0
    );
    whenOver(
      glass,
      () => over++,
      () => -DAY
    );
    whenOver(
      glass,
      () => over++,
      () => 4_000_000
    );
    vi.advanceTimersByTime(0);
    expect(over).toBe(1);
    vi.advanceTimersByTime(3_599_999);
    expect(over).toBe(1);
    vi.advanceTimersByTime(1);
    expect(over).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
