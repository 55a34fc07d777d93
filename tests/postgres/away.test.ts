import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { boardOf } from '#domain/board/board.ts';
import { dayDoc } from '#domain/documents.ts';
import { localDateOf, stampAt } from '#domain/time.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { DAY, fact, plainClient, PRACTICE, startRig, TestSocket, type Rig } from '../../sync-server/tests/rig.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { hasPostgres } from './database.ts';

/** A server whose PostgreSQL stops, crashes, hangs and comes back; on a PostgreSQL of its own. */
describe.skipIf(!hasPostgres)('a database that is away', () => {
  let cluster: Cluster;
  let line: Line;
  let rig: Rig;
  let desk: DeviceCredentials;

  beforeAll(async () => {
    cluster = await startCluster(inject('postgresBin'));
    const url = new URL(await cluster.newDatabase());
    line = await openLine(Number(url.port));
    url.port = String(line.port);
    rig = await startRig({ databaseUrl: url.href });
    await rig.clinic.setUp(PRACTICE);
    desk = await rig.enrol('desk');
  }, 60_000);
  afterEach(async () => {
    line.thaw();
    await cluster.start();
    await ready();
  });
  afterAll(async () => {
    await rig?.dispose();
    line?.close();
    await cluster?.dispose();
  });

  const status = async (path: string): Promise<number> => {
    const headers = { authorization: `Bearer ${desk.token}` };
    return (await fetch(`${rig.http}${path}`, { headers })).status;
  };
  const ready = async (wanted = 200): Promise<void> => {
    while ((await status('/readyz')) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  /** What every kind of absence has in common: retryable refusals, 503, and all of it over by itself. */
  async function goesAwayAndComesBack(
    doc: string,
    away: () => Promise<void>,
    back: () => Promise<void>
  ): Promise<void> {
    const client = await plainClient(rig, desk, doc);
    await client.join();
    expect(await client.append(0, [fact(0)])).toMatchObject({ type: 'ack', clock: 1 });

    await away();
    expect(await client.append(1, [fact(1)])).toMatchObject({ type: 'no', code: 'E_INTERNAL', have: 1 });
    await ready(503);
    expect(await status('/healthz')).toBe(200);
    expect(await status('/sync/changes')).toBe(503);
    expect(await status('/api/clinic')).toBe(503);
    const refused = new TestSocket(`${rig.ws}/sync/${doc}`, [PLAIN_PROTOCOL, desk.token]);
    expect(await refused.status()).toMatchObject({ status: 503 });

    await back();
    await ready();
    expect(await client.append(1, [fact(1)])).toMatchObject({ type: 'ack', clock: 2 });
    const second = await plainClient(rig, desk, doc);
    await second.join();
    expect((await rig.clinic.read(doc)).map(({ clock }) => clock)).toEqual([0, 1]);
    expect(await rig.clinic.verify()).toMatchObject({ firstBad: null });
  }

  test('[PG-3] a PostgreSQL that is stopped: writes are refused for now, and go on when it is back', async () => {
    await goesAwayAndComesBack(
      'day/main/2026-01-01',
      () => cluster.stop('fast'),
      () => cluster.start()
    );
  });

  test('[PG-3] a PostgreSQL that crashes', async () => {
    await goesAwayAndComesBack(
      'day/main/2026-01-02',
      () => cluster.stop('immediate'),
      () => cluster.start()
    );
  });

  test('[PG-3] a network that swallows everything is found out by its silence', async () => {
    await goesAwayAndComesBack(
      'day/main/2026-01-03',
      () => Promise.resolve(line.freeze()),
      () => Promise.resolve(line.thaw())
    );
  }, 90_000);

  test('[PG-3] what was acknowledged while it crashed again and again is there', async () => {
    const client = await plainClient(rig, desk, DAY);
    await client.join();
    let clock = 0;
    let isOver = false;
    const crashes = (async () => {
      for (let i = 0; i < 3; i++) {
        const from = clock;
        while (clock < from + 10) await new Promise((resolve) => setTimeout(resolve, 10));
        await cluster.stop('immediate');
        await cluster.start();
      }
      isOver = true;
    })();
    while (!isOver) {
      const answer = await client.append(clock, [fact(clock)]);
      await new Promise((resolve) => setTimeout(resolve, 20)); // 50 frames a second is what a desk may send
      if (answer.type === 'ack') clock = answer.clock;
      else expect(answer).toMatchObject({ code: 'E_INTERNAL' });
    }
    await crashes;
    await ready();
    const clocks = (await rig.clinic.read(DAY)).map((one) => one.clock).toSorted((a, b) => a - b);
    expect(clocks.slice(0, clock)).toEqual(Array.from({ length: clock }, (_, i) => i));
    expect(await rig.clinic.verify()).toMatchObject({ firstBad: null });
  }, 60_000);

  test('[AGT-8] the agent goes on after it, with what came before and what came since', async () => {
    const today = localDateOf(Date.now(), PRACTICE.zone);
    const arrived = async (visit: string, ticket: string): Promise<void> => {
      const of = {
        visit,
        appointment: null,
        patient: null,
        label: { family: 'Example', given: 'Robin', birthDate: '1980-02-29' },
        ticket
      };
      const facts = [{ kind: 'visit/arrived', at: stampAt(Date.now()), by: 'u-1', of }];
      expect((await rig.clinic.append([{ doc: dayDoc('main', today), facts }])).refused).toEqual([]);
    };
    const waiting = async (): Promise<readonly string[]> =>
      boardOf(await rig.clinic.read(`board/main/main/${today}`)).waiting;
    const shows = async (tickets: readonly string[]): Promise<void> => {
      while ((await waiting()).join() !== tickets.join()) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await waiting()).toEqual(tickets);
    };
    await ready();
    await arrived('v1', 'A-001');
    await shows(['A-001']);
    await cluster.stop('fast');
    await ready(503);
    await cluster.start();
    await ready();
    await arrived('v2', 'A-002');
    await shows(['A-001', 'A-002']);
  });
});

/** A line to PostgreSQL that can be cut without either end being told. */
interface Line {
  readonly port: number;
  freeze(): void;
  thaw(): void;
  close(): void;
}

async function openLine(to: number): Promise<Line> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const server: Server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, onto] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => void (isFrozen || onto.write(bytes)));
      from.on('error', () => undefined);
      from.on('close', () => void (isFrozen || onto.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    freeze: () => void (isFrozen = true),
    thaw() {
      if (!isFrozen) return;
      isFrozen = false;
      // What was swallowed is gone: these connections are of no use to anyone.
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      pairs.clear();
    },
    close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    }
  };
}
