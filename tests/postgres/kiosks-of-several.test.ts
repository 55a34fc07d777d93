import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { byTime } from '#domain/fact.ts';
import { localDateOf } from '#domain/time.ts';
import { muxSocket, PRACTICE, startRig, type Rig } from '../../sync-server/tests/rig.ts';
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
});
