import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { err, ok } from '#domain/result.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { UNREACHABLE, type ServerCalls } from './server-calls.ts';
import { openSurface, type SurfaceSession, type SurfaceState } from './surface.ts';

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
/** Nobody listens there: these devices stand alone. */
const NOWHERE = 'http://127.0.0.1:9';
const ada = { user: 'u-ada', name: 'Ada Quill', initials: 'AQ', role: 'clerk' } as const;

const session = { token: 'session-of-ada', endsAt: 8e12, idleMs: 43_200_000 };

/** What a server answers, in memory: the network is the one thing these tests do without. */
function server(down = { is: false }): ServerCalls {
  const gone = err(UNREACHABLE);
  const wrong = err({ code: 'wrong-passphrase', say: 'The name or the passphrase is not right.' });
  return {
    clinic: async () => (down.is ? gone : ok({ isSetUp: true, practiceName: 'Harbor Street', sites: [], demo: null })),
    setUp: async () => gone,
    signIn: async ({ name, passphrase }, token) => {
      if (down.is) return gone;
      if (name.toLowerCase() !== 'ada quill' || passphrase !== 'five plain words for ada') return wrong;
      return ok({ user: ada, device: token ? null : device, session });
    },
    signOut: async () => gone,
    enrol: async ({ code, role }) =>
      down.is
        ? gone
        : code === 'ABCD1234'
          ? ok({ ...device, deviceNo: 8, role: role === 'desk' ? 'desk' : role, label: 'K2' })
          : err({ code: 'code', say: 'This code is no longer valid. Ask for a new one.' }),
    enrolmentCode: async () => gone,
    arrivalsKey: async () => gone
  };
}

async function until<S extends SurfaceState['step']>(
  session: SurfaceSession,
  step: S
): Promise<Extract<SurfaceState, { step: S }>> {
  return await new Promise((resolve) => {
    const stop = session.watch((state) => {
      if (state.step !== step) return;
      queueMicrotask(() => stop());
      resolve(state as Extract<SurfaceState, { step: S }>);
    });
  });
}

test('[BOOT-1] a fresh desk asks who is there, and then stands at a station', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-1' });
  const { signIn } = await until(session, 'needs-sign-in');

  expect(await signIn({ name: 'Ada Quill', passphrase: 'wrong' })).toMatchObject({ ok: false });
  expect(await signIn({ name: 'ada quill', passphrase: 'five plain words for ada' })).toEqual(ok());

  const { station } = await until(session, 'ready');
  expect(station.user).toEqual(ada);
  expect(station.device).toEqual({ no: 7, label: 'A', site: 'main', surface: 'desk' });
  session.stop();
});

test('[BOOT-2] the person stays signed in over a reload, and the day is there with the server gone', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-2' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'u', passphrase: '' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  const { station } = await until(session, 'ready');
  const doc = dayDoc('main', station.today());
  const [recorded] = await station.record('test', doc, [{ kind: 'room/freed', of: { room: 'r1' } }]);
  expect(recorded).toMatchObject({ client: device.clientIdBase + 1, clock: 0, fact: { by: 'u-ada' } });
  session.stop();

  const again = openSurface('desk', { origin: NOWHERE, calls: server({ is: true }), databaseName: 'boot-2' });
  const { station: later } = await until(again, 'ready');

  expect(await later.rows.rooms('main', later.today())).toMatchObject([{ room: 'r1' }]);
  const [next] = await later.record('test', doc, [{ kind: 'room/freed', of: { room: 'r2' } }]);
  expect(next).toMatchObject({ client: device.clientIdBase + 2, clock: 0 });
  const status = await new Promise((resolve) => {
    later.watchStatus((value) => value.unsent === 2 && resolve(value));
  });
  expect(status).toMatchObject({ unsent: 2, waiting: [{ doc, facts: 2 }], refused: [], fault: null });
  again.stop();
});

test('[BOOT-4] offline, only who has signed in here before comes in, and only with the right passphrase', async () => {
  const down = { is: false };
  const session = openSurface('desk', { origin: NOWHERE, calls: server(down), databaseName: 'boot-4' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  await (await until(session, 'ready')).signOut();
  down.is = true;
  const { signIn } = await until(session, 'needs-sign-in');

  expect(await signIn({ name: 'Ada Quill', passphrase: 'five plain words' })).toMatchObject({
    ok: false,
    error: { code: 'unknown-offline' }
  });
  expect(await signIn({ name: 'Ben Rook', passphrase: 'five plain words for ada' })).toMatchObject({ ok: false });
  expect(await signIn({ name: 'u-ADA', passphrase: 'five plain words for ada' })).toEqual(ok());
  expect((await until(session, 'ready')).station.user).toEqual(ada);
  session.stop();
});

test('[BOOT-5] a kiosk becomes one by a code, and gives tickets that are never given twice', async () => {
  const session = openSurface('kiosk', { origin: NOWHERE, calls: server(), databaseName: 'boot-5' });
  const { enrol } = await until(session, 'needs-enrolment');
  expect(await enrol('WRONG')).toMatchObject({ ok: false, error: { code: 'code' } });
  expect(await enrol('ABCD1234')).toEqual(ok());
  const { station } = await until(session, 'ready');
  expect(await Promise.all([station.newTicket(), station.newTicket()])).toEqual(['K2-001', 'K2-002']);
  session.stop();

  const again = openSurface('kiosk', { origin: NOWHERE, calls: server({ is: true }), databaseName: 'boot-5' });
  expect(await (await until(again, 'ready')).station.newTicket()).toBe('K2-003');
  again.stop();
});

test('[BOOT-6] a fresh device without a server says so in words, and tries again when asked', async () => {
  const down = { is: true };
  const session = openSurface('desk', { origin: NOWHERE, calls: server(down), databaseName: 'boot-6' });
  const fault = await until(session, 'fault');
  expect(fault.words).toBe(UNREACHABLE.say);

  down.is = false;
  fault.retry();
  await until(session, 'needs-sign-in');
  session.stop();
});

test('a station keeps half-filled forms, each person’s own', async () => {
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-drafts' });
  await (await until(session, 'needs-sign-in')).signIn({ name: 'Ada Quill', passphrase: 'five plain words for ada' });
  const { station } = await until(session, 'ready');
  const seen: number[] = [];
  const stop = station.watch(
    (rows) => rows.drafts(),
    (drafts) => seen.push(drafts.length)
  );
  const draft = { key: 'register/1', title: 'New patient', path: '/patients/new', content: { family: 'Qu', caret: 2 } };
  await station.keepDraft(draft);
  expect(await station.rows.draft('register/1')).toMatchObject(draft);
  await expect.poll(() => seen.at(-1)).toBe(1);
  await station.dropDraft('register/1');
  await expect.poll(() => seen.at(-1)).toBe(0);
  stop();
  session.stop();
});

test('[BOOT-13] without a secure context the app says so in words', async () => {
  const scope = globalThis as { isSecureContext?: boolean };
  scope.isSecureContext = false;
  const session = openSurface('desk', { origin: NOWHERE, calls: server(), databaseName: 'boot-13' });
  expect((await until(session, 'fault')).words).toMatch(/secure connection/);
  delete scope.isSecureContext;
  session.stop();
});
