import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { clientIdOf, deviceOf, type ClientId } from '#domain/ids.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { startServer, type Server } from '#tests/e2e/server.ts';
import { DAY, docClient, fact, TestSocket, type DocClient } from '../../sync-server/tests/rig.ts';
import { askDatabase, describePostgres, newDatabase } from './database.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.dispose();
});

/** `ANTEROOM_KILLS=1000` for the long run. */
const KILLS = Number(process.env['ANTEROOM_KILLS'] ?? 3);

describePostgres('two server processes on one database', () => {
  test('[PG-1] facts cross both ways; kill -9 of one loses nothing acknowledged, and the other goes on', async () => {
    const url = await newDatabase();
    const [one, two] = await Promise.all([start(url), start(url)]);
    const desks = [await enrol(one), await enrol(two)] as const;
    const listener = await listen(two, await enrol(two));
    const acked = new Map<ClientId, number>();
    for (let kill = 0; kill < KILLS; kill++) {
      // Both write as fast as acks allow, and one is killed meanwhile.
      const doomed = await Writing.begin(one, desks[0], kill);
      const steady = await Writing.begin(two, desks[1], kill);
      await doomed.reach(20 + ((kill * 37) % 50));
      await one.kill9();
      await steady.reach(steady.acked + 20);
      for (const writing of [doomed, steady]) acked.set(writing.client, await writing.end());
      await one.start();
    }

    const sql = 'SELECT seq::int, client::float8 AS client, clock::int AS clock FROM journal ORDER BY seq';
    const rows = await askDatabase(url, sql);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from(rows, (_, i) => i + 1));
    for (const [client, count] of acked) {
      const clocks = rows.filter((row) => row['client'] === client).map(({ clock }) => clock);
      expect(clocks).toEqual(Array.from(clocks, (_, i) => i));
      expect(clocks.length).toBeGreaterThanOrEqual(count);
    }
    // Whoever listened at the server that lived heard the table: nothing skipped, nothing twice, each writer in order. Rows told
    // together are one message, in which writers stand side by side.
    const written = rows.filter(({ client }) => acked.has(client as ClientId)); // the server writes its own log of who saw what
    const table = written.map(({ client, clock }) => `${String(client)}.${String(clock)}`);
    while (listener.length < table.length) await pause();
    expect(byWriter(listener)).toEqual(byWriter(table));
    expect(await two.anteroom('verify')).toMatch(/\d+ rows, all in order\./);
  }, 300_000);

  test('the command line with DATABASE_URL: enroll, import, verify, revoke', async () => {
    const url = await newDatabase();
    const server = await start(url);
    const kiosk = await enrol(server, 'kiosk');
    expect(kiosk).toMatchObject({ role: 'kiosk', label: 'K1' });
    const file = path.join(server.dataDir, 'patients.ndjson');
    const name = [{ family: 'Example', given: ['Ada'] }];
    writeFileSync(file, JSON.stringify({ resourceType: 'Patient', id: 'p1', name, birthDate: '1971-03-09' }));
    expect(await server.anteroom('import', 'fhir', file)).toContain('1 added');
    expect(await server.anteroom('verify')).toMatch(/\d+ rows, all in order\./);
    expect(await server.anteroom('revoke', '--device', String(kiosk.deviceNo))).toContain('was removed');
    await expect(server.anteroom('restore', '--from', file)).rejects.toMatchObject({
      stderr: expect.stringContaining('Unset DATABASE_URL') as string
    });
    expect(await askDatabase(url, `SELECT name FROM docs WHERE name LIKE 'patient/%'`)).toHaveLength(1);
  }, 120_000);
});

async function start(url: string): Promise<Server> {
  const server = await startServer({ env: { DATABASE_URL: url } });
  servers.push(server);
  return server;
}

async function enrol(server: Server, role = 'desk'): Promise<DeviceCredentials> {
  return JSON.parse(await server.anteroom('enroll', '--role', role, '--json')) as DeviceCredentials;
}

async function connect(server: Server, device: DeviceCredentials): Promise<DocClient> {
  const url = `ws://127.0.0.1:${server.port}/sync/${DAY}`;
  const socket = await new TestSocket(url, [PLAIN_PROTOCOL, device.token]).opened();
  return docClient(
    socket,
    device,
    (message) => socket.ws.send(message),
    (message) => message
  );
}

function byWriter(facts: readonly string[]): Partial<Record<string, string[]>> {
  return Object.groupBy(facts, (it) => it.split('.')[0] ?? '');
}

/** What is heard of a document, as `client.clock` in the order it came; what was there before comes first. */
async function listen(server: Server, device: DeviceCredentials): Promise<string[]> {
  const client = await connect(server, device);
  const heard: string[] = [];
  const first = Promise.withResolvers<void>();
  const hear = async (): Promise<void> => {
    for (;;) {
      const message = await client.sync();
      if (message.type === 'step1') continue;
      for (const run of message.update.length > 2 ? decodeRuns(message.update) : [])
        heard.push(...run.facts.map((_, i) => `${run.client}.${run.clock + i}`));
      first.resolve();
    }
  };
  hear().catch(() => undefined); // the server is stopped at the end
  client.send(Uint8Array.of(0, 0, 1, 0)); // step 1 of somebody who has nothing
  await first.promise;
  return heard;
}

/** Somebody who writes one fact after another, each when the one before is acknowledged. */
class Writing {
  readonly client: ClientId;
  acked = 0;
  #isOver = false;
  #done: Promise<void> = Promise.resolve();

  private constructor(client: ClientId) {
    this.client = client;
  }

  static async begin(server: Server, device: DeviceCredentials, boot: number): Promise<Writing> {
    const writing = new Writing(clientIdOf(device.deviceNo, boot));
    const client = await connect(server, device);
    writing.#done = writing.#write(client).catch(() => undefined); // its server was killed
    return writing;
  }

  async reach(count: number): Promise<void> {
    while (this.acked < count) await pause();
  }

  /** How many were acknowledged. */
  async end(): Promise<number> {
    this.#isOver = true;
    await this.#done;
    return this.acked;
  }

  async #write(client: DocClient): Promise<void> {
    while (!this.#isOver) {
      const facts = [fact(this.acked, `device:${deviceOf(this.client)}`)];
      const run = { client: this.client, clock: this.acked, facts };
      client.send(encodeUpdate(encodeRun(run)));
      const answer = await client.answer();
      if (answer.type === 'ack') this.acked = answer.clock;
      await pause(); // 50 frames a second is what a desk may send
    }
  }
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
