import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { openSurface, type SurfaceSession, type SurfaceState } from '#boot/surface.ts';
import { startServer, type RunningServer } from '#server/server.ts';
import type { Station, SyncStatus } from '#station/station.ts';
import { booked, registered } from '#tests/fixtures/test-store.ts';

/** A device as it is (replica, storage, sync, boot over an in-memory IndexedDB) against the server as it is. */
const PASSPHRASE = 'five plain words for ada';
const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

interface Clinic {
  readonly origin: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

async function clinic(): Promise<Clinic> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-'));
  let server: RunningServer | null = await startServer({ dataDir, port: 0, host: '127.0.0.1' });
  const { port } = server;
  const stop = async (): Promise<void> => {
    await server?.stop();
    server = null;
  };
  cleanUp.push(async () => {
    await stop();
    rmSync(dataDir, { recursive: true });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    stop,
    start: async () => {
      server = await startServer({ dataDir, port, host: '127.0.0.1' });
    }
  };
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

let count = 0;
/** Opens a desk: the first of a clinic sets it up. */
async function desk(origin: string, databaseName = `device-${++count}-${Date.now()}`): Promise<Station> {
  const session = openSurface('desk', { origin, databaseName });
  cleanUp.push(() => session.stop());
  const state = await new Promise<SurfaceState>((resolve) => {
    session.watch((next) => next.step !== 'loading' && resolve(next));
  });
  if (state.step === 'needs-setup') {
    const answer = await state.setUp({
      practiceName: 'Harbor Street',
      siteName: 'Main',
      zone: 'America/New_York',
      manager: { name: 'Ada Quill', passphrase: PASSPHRASE },
      practitioners: [{ given: 'Jae', family: 'Kimball', called: 'Dr Kimball' }],
      rooms: ['Room 1'],
      hours: [[], [], [], [], [], [], []]
    });
    expect(answer).toEqual({ ok: true, value: undefined });
  }
  if (state.step === 'needs-sign-in') {
    expect(await state.signIn({ name: 'Ada Quill', passphrase: PASSPHRASE })).toEqual({ ok: true, value: undefined });
  }
  return (await until(session, 'ready')).station;
}

async function status(station: Station, is: (status: SyncStatus) => boolean): Promise<SyncStatus> {
  return await new Promise((resolve) => {
    const stop = station.watchStatus((value) => {
      if (!is(value)) return;
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}
const isSent = ({ link, unsent, firstSync }: SyncStatus): boolean =>
  link === 'live' && unsent === 0 && firstSync === null;

async function rows<T>(
  station: Station,
  query: Parameters<Station['watch']>[0],
  is: (value: T) => boolean
): Promise<T> {
  return await new Promise((resolve) => {
    const stop = station.watch(query as never, (value: T) => {
      if (!is(value)) return;
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}
const newOf = ({ kind, of }: { kind: string; of: unknown }) => ({ kind, of });

test('[SYN-1] what one desk writes, the other shows; both say sent when the server has it', async () => {
  const { origin } = await clinic();
  const one = await desk(origin);
  const two = await desk(origin);
  expect(
    (
      (await rows(
        two,
        (r) => r.practice(),
        ({ name }: { name: string }) => name !== ''
      )) as { name: string }
    ).name
  ).toBe('Harbor Street');
  const site = one.device.site;
  const day = dayDoc(site, one.today());
  const close = [one.open(day), two.open(day)];

  await one.record('book', day, [newOf(booked('a1'))]);
  await rows(
    two,
    (r) => r.appointments(site, two.today()),
    (list: unknown[]) => list.length === 1
  );
  await two.record('book', day, [newOf(booked('a2'))]);
  await rows(
    one,
    (r) => r.appointments(site, one.today()),
    (list: unknown[]) => list.length === 2
  );

  expect(await status(one, isSent)).toMatchObject({ refused: [], fault: null });
  await status(two, isSent);
  for (const letGo of close) letGo();
});

test('[SYN-2] a document nobody shows goes by the outbox and comes by the feed', async () => {
  const { origin } = await clinic();
  const one = await desk(origin);
  const two = await desk(origin);

  await one.record('register', patientDoc('p1'), [newOf(registered('p1'))]);

  await rows(
    two,
    (r) => r.patient('p1'),
    (patient) => patient !== undefined
  );
  await status(one, isSent);
});

test('[SYN-3] with the server gone both go on; when it is back they agree and nothing is missing', async () => {
  const { origin, stop, start } = await clinic();
  const one = await desk(origin);
  const two = await desk(origin);
  const site = one.device.site;
  const day = dayDoc(site, one.today());
  one.open(day);
  two.open(day);
  await status(one, isSent);
  await status(two, isSent);
  await stop();
  await status(one, ({ link }) => link === 'offline');

  for (let i = 0; i < 20; i++) {
    await one.record('book', day, [newOf(booked(`one-${i}`, 540 + i))]);
    await two.record('book', day, [newOf(booked(`two-${i}`, 540 + i))]);
    await two.record('register', patientDoc(`p-${i}`), [newOf(registered(`p-${i}`))]);
  }
  expect(await status(two, ({ unsent }) => unsent === 40)).toMatchObject({
    link: expect.not.stringMatching('live') as string
  });

  await start();
  await Promise.all([status(one, isSent), status(two, isSent)]);
  await rows(
    one,
    (r) => r.appointments(site, one.today()),
    (list: unknown[]) => list.length === 40
  );
  await rows(
    two,
    (r) => r.appointments(site, two.today()),
    (list: unknown[]) => list.length === 40
  );
  await rows(
    one,
    (r) => r.patient('p-19'),
    (patient) => patient !== undefined
  );
  expect(await one.rows.appointments(site, one.today())).toEqual(await two.rows.appointments(site, two.today()));
});

test('[SYN-4] a device that comes later gets all of it, and one that was closed sends what it left', async () => {
  const { origin, stop, start } = await clinic();
  const one = await desk(origin, 'left-device');
  const site = one.device.site;
  const day = dayDoc(site, one.today());
  await status(one, isSent);
  await stop();
  await one.record('book', day, [newOf(booked('a1'))]);
  await one.record('register', patientDoc('p1'), [newOf(registered('p1'))]);
  await cleanUp.pop()?.();

  await start();
  const again = await desk(origin, 'left-device');
  await status(again, isSent);
  const two = await desk(origin);
  await rows(
    two,
    (r) => r.appointments(site, two.today()),
    (list: unknown[]) => list.length === 1
  );
  await rows(
    two,
    (r) => r.patient('p1'),
    (patient) => patient !== undefined
  );
});
