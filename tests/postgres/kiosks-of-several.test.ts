import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { byTime } from '#domain/fact.ts';
import type { DeviceLine } from '#domain/practice/device-lines.ts';
import { localDateOf } from '#domain/time.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import type { Person } from '../../sync-server/src/people/people.ts';
import { CLERK, muxSocket, PRACTICE, startRig, type Rig } from '../../sync-server/tests/rig.ts';
import { describePostgres, newDatabase } from './database.ts';

describePostgres('kiosks of several servers on one database', () => {
  let now = Date.parse('2026-11-20T15:00:00Z');
  let one: Rig;
  let two: Rig;
  let running: () => readonly Rig[];
  beforeEach(async () => {
    const databaseUrl = await newDatabase();
    // The second server's clock is a quarter of an hour ahead.
    one = await startRig({ databaseUrl, now: () => now });
    two = await startRig({ databaseUrl, now: () => now + 900_000 });
    running = () => [one, two];
  });
  afterEach(async () => {
    await Promise.all([one.dispose(), two.dispose()]);
  });

  /** What 20 seconds bring, so many times: each server tells whom it hears, and whoever has the agent's duty looks. */
  async function pass(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      now += 20_000;
      await Promise.all(running().map((rig) => rig.tellPresence()));
      await Promise.all(running().map((rig) => rig.agent.tick()));
    }
  }
  async function said(): Promise<readonly string[]> {
    const facts = await two.clinic.read(dayDoc('main', localDateOf(now, PRACTICE.zone)));
    const kinds = facts.toSorted(byTime).map(({ fact }) => fact.kind);
    return kinds.filter((kind) => kind.startsWith('kiosk/'));
  }

  test('[MISS-2] a kiosk at either server is heard; gone from both it is silent, and heard again at the other', async () => {
    await one.clinic.setUp(PRACTICE);
    const kiosk = await two.enrol('kiosk');
    const there = await muxSocket(two, kiosk);
    await pass(6);
    expect(await said()).toEqual([]);

    there.ws.close();
    await there.closed;
    await pass(2);
    expect(await said()).toEqual([]);
    await pass(4);
    expect(await said()).toEqual(['kiosk/silent']);

    const here = await muxSocket(one, kiosk);
    await pass(2);
    expect(await said()).toEqual(['kiosk/silent', 'kiosk/heard']);
    // Whoever had the agent's duty goes; the other takes it over with what was said.
    await one.stop();
    running = () => [two];
    await pass(2);
    expect((await said()).slice(2)).toEqual([]);
    const passed = async (): Promise<readonly string[]> => {
      await pass(1);
      return (await said()).slice(2);
    };
    await expect.poll(passed, { timeout: 10_000 }).toEqual(['kiosk/silent']);
    expect(here.ws.readyState).toBe(here.ws.CLOSED);
  });

  test('[DEV-11] either server’s page of devices shows what is connected to the other, and no longer once it has gone', async () => {
    const manager: Person = { ...CLERK, user: 'u-mia', name: 'Mia Manager', role: 'manager' };
    await one.clinic.setUp(PRACTICE);
    const [kiosk, desk, asking] = [await two.enrol('kiosk'), await two.enrol('desk'), await one.enrol('desk')];
    const session = await one.signIn(asking, manager);
    const sockets = [await muxSocket(two, kiosk), await muxSocket(two, desk)];
    const connected = async ({ http }: Rig): Promise<readonly number[]> => {
      const headers = { authorization: `Bearer ${asking.token}`, [SESSION_HEADER]: session };
      const lines = (await (await fetch(`${http}/api/devices`, { headers })).json()) as readonly DeviceLine[];
      const there = lines.filter((line) => line.isConnected && line.deviceNo !== asking.deviceNo);
      return there.map(({ deviceNo }) => deviceNo).sort();
    };
    const both = [kiosk.deviceNo, desk.deviceNo].sort();
    // Just begun, a server knows its own sockets alone, and claims nothing of others.
    await pass(1);
    expect([await connected(one), await connected(two)]).toEqual([[], both]);
    await pass(2);
    expect(await connected(one)).toEqual(both);

    for (const { ws } of sockets) ws.close();
    await Promise.all(sockets.map(({ closed }) => closed));
    await pass(4);
    expect([await connected(one), await connected(two)]).toEqual([[], []]);
  });
});
