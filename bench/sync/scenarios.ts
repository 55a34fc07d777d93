import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catchUp } from './catch-up.ts';
import { BenchClient, factUpdate, room, writerOf } from './client.ts';
import { inParallel, median, quantile, sleep, within } from './figures.ts';
import { CLIENTS, type Scenario } from './scenario.ts';
import { start, type Running, type ServerUnderTest } from './server-under-test.ts';

async function withServer<T>(
  server: ServerUnderTest,
  work: (running: Running, dataDir: string) => Promise<T>
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-bench-'));
  try {
    await server.prepare(dataDir, CLIENTS);
    const running = await start(server, dataDir);
    try {
      return await work(running, dataDir);
    } finally {
      await running.stop('SIGKILL');
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** One desk writes, everyone in the room sees it: 300 updates, one each 10 ms. */
function fanOut(readers: number): Scenario {
  return {
    name: `fan-out, 1 writer → ${readers} readers`,
    better: { 'p50 ms': 'less', 'p99 ms': 'less', 'CPU ms/update': 'less' },
    run: (server) =>
      withServer(server, async (running, dataDir) => {
        const dialect = server.dialect(running.port, dataDir);
        const writer = new BenchClient(dialect, room(0), 0);
        const audience = Array.from({ length: readers }, (_, i) => new BenchClient(dialect, room(0), 1 + i));
        await within(20_000, 'joining', Promise.all([writer, ...audience].map((client) => client.synced)));
        const sentAt: number[] = [];
        const latencies: number[] = [];
        for (const reader of audience)
          reader.onFact = (_, clock) => latencies.push(performance.now() - (sentAt[clock] ?? 0));
        let cpu = 0;
        for (let i = 0; i < 350; i++) {
          if (i === 50) {
            latencies.length = 0; // the first half second warms up
            cpu = running.cpuSeconds();
          }
          sentAt[i] = performance.now();
          writer.write();
          await sleep(10);
        }
        await sleep(500);
        cpu = running.cpuSeconds() - cpu;
        await Promise.all([writer, ...audience].map((client) => client.close()));
        return {
          'p50 ms': median(latencies),
          'p99 ms': quantile(latencies, 0.99),
          'CPU ms/update': (cpu * 1_000) / 300
        };
      })
  };
}

/** Writers keep 16 updates under way each; an update counts when a reader of the room has it. */
function throughput(rooms: number, writersPerRoom: number): Scenario {
  const seconds = 5;
  return {
    name: `sustained, ${rooms} room${rooms > 1 ? 's' : ''} × ${writersPerRoom} writer${writersPerRoom > 1 ? 's' : ''} and 1 reader`,
    better: { 'updates/s': 'more', 'updates/CPU s': 'more' },
    run: (server) =>
      withServer(server, async (running, dataDir) => {
        const dialect = server.dialect(running.port, dataDir);
        let seen = 0;
        let going = true;
        const clients: BenchClient[] = [];
        for (let at = 0; at < rooms; at++) {
          const writers = Array.from(
            { length: writersPerRoom },
            (_, i) => new BenchClient(dialect, room(at), at * writersPerRoom + i)
          );
          const reader = new BenchClient(dialect, room(at), CLIENTS - 1);
          const byId = new Map(writers.map((writer) => [writer.writer, writer]));
          reader.onFact = (client) => {
            seen++;
            if (going) byId.get(client)?.write();
          };
          clients.push(reader, ...writers);
        }
        await within(20_000, 'joining', Promise.all(clients.map((client) => client.synced)));
        for (const client of clients)
          if (client.writer !== writerOf(CLIENTS - 1)) for (let i = 0; i < 16; i++) client.write();
        await sleep(1_000);
        const [seen0, cpu0, at0] = [seen, running.cpuSeconds(), performance.now()];
        await sleep(seconds * 1_000);
        const [count, cpu, wall] = [seen - seen0, running.cpuSeconds() - cpu0, (performance.now() - at0) / 1_000];
        going = false;
        for (const client of clients) client.terminate();
        return { 'updates/s': count / wall, 'updates/CPU s': count / cpu };
      })
  };
}

/** 200 clients open one document of 1 MB at the same moment. */
const joinStorm: Scenario = {
  name: 'join storm, 200 clients × 1 MB',
  better: { 'all have it, s': 'less', 'CPU s': 'less' },
  run: (server) =>
    withServer(server, async (running, dataDir) => {
      const dialect = server.dialect(running.port, dataDir);
      const writer = new BenchClient(dialect, room(0), 0);
      await writer.synced;
      const batch = 400;
      let clock = 0;
      let size = 0;
      for (; size < 1_000_000; clock += batch) {
        const update = factUpdate(writer.writer, clock, batch);
        writer.send(update);
        size += update.length;
      }
      const witness = new BenchClient(dialect, room(0), 1);
      await within(
        20_000,
        'filling',
        until(() => (witness.heard.get(writer.writer) ?? 0) >= clock)
      );
      const [from, cpu] = [performance.now(), running.cpuSeconds()];
      const crowd = Array.from({ length: 200 }, (_, i) => new BenchClient(dialect, room(0), 2 + i));
      for (const client of crowd) client.onlyCounts = true;
      await within(
        120_000,
        'storm',
        // Every server sends the facts as they are; what frames them differs a little.
        until(() => crowd.every((client) => client.updateBytes >= size * 0.98))
      );
      const took = (performance.now() - from) / 1_000;
      const used = running.cpuSeconds() - cpu;
      for (const client of [writer, witness, ...crowd]) client.terminate();
      return { 'all have it, s': took, 'CPU s': used };
    })
};

/** 1,000 documents of 20 facts; the server restarts; a client opens each of them. */
const restart: Scenario = {
  name: 'restart with 1,000 documents',
  better: { 'first answer ms': 'less', 'all opened s': 'less' },
  run: (server) =>
    withServer(server, async (running, dataDir) => {
      const docs = Array.from({ length: 1_000 }, (_, i) => room(i));
      const fill = async (doc: string): Promise<void> => {
        const client = new BenchClient(server.dialect(running.port, dataDir), doc, 0);
        await client.synced;
        client.send(factUpdate(client.writer, 0, 20));
        const witness = new BenchClient(server.dialect(running.port, dataDir), doc, 1);
        await until(() => (witness.heard.get(client.writer) ?? 0) >= 20);
        await Promise.all([client.close(), witness.close()]);
      };
      await within(120_000, 'filling', inParallel(docs, 20, fill));
      await sleep(12_000); // longer than the longest debounce among the servers
      await running.stop('SIGTERM');
      const from = performance.now();
      const again = await start(server, dataDir, running.port);
      let first = 0;
      let facts = 0;
      await within(
        120_000,
        'reopening',
        inParallel(docs, 20, async (doc) => {
          const client = new BenchClient(server.dialect(again.port, dataDir), doc, 2);
          await client.synced;
          first ||= performance.now() - from;
          await Promise.race([until(() => (client.heard.get(writerOf(0)) ?? 0) >= 20), sleep(1_000)]);
          facts += [...client.heard.values()].reduce((a, b) => a + b, 0);
          await client.close();
        })
      );
      const all = (performance.now() - from) / 1_000;
      await again.stop('SIGKILL');
      return { 'first answer ms': first, 'all opened s': all, 'facts lost': 20_000 - facts };
    })
};

/** Memory above that of the idle server: after 5,000 documents were written and closed, and with 1,000 held open. */
const memory: Scenario = {
  name: 'memory, 5,000 documents touched, 1,000 open',
  better: { 'touched MB': 'less', 'open MB': 'less' },
  run: (server) =>
    withServer(server, async (running, dataDir) => {
      const dialect = server.dialect(running.port, dataDir);
      const idle = running.memory();
      const docs = Array.from({ length: 5_000 }, (_, i) => room(i));
      await within(
        200_000,
        'touching',
        inParallel(docs, 20, async (doc) => {
          const client = new BenchClient(dialect, doc, 0);
          await client.synced;
          client.send(factUpdate(client.writer, 0, 20));
          await sleep(5);
          await client.close();
        })
      );
      await sleep(12_000);
      const touched = running.memory() - idle;
      const open = docs.slice(0, 1_000).map((doc) => new BenchClient(dialect, doc, 1));
      await within(60_000, 'opening', Promise.all(open.map((client) => client.synced)));
      await sleep(12_000);
      const held = running.memory() - idle;
      for (const client of open) client.terminate();
      return { 'touched MB': touched / 1e6, 'open MB': held / 1e6, 'idle before, MB': idle / 1e6 };
    })
};

/** The server is killed the moment a reader has seen 200 more updates; what it had passed on should still be there. */
const killed: Scenario = {
  name: 'killed right after the last update was seen, 10 times',
  better: { 'updates lost': 'less' },
  run: (server) =>
    withServer(server, async (first, dataDir) => {
      let running = first;
      let lost = 0;
      for (let round = 0; round < 10; round++) {
        const dialect = server.dialect(running.port, dataDir);
        const writer = new BenchClient(dialect, room(round), 0);
        const reader = new BenchClient(dialect, room(round), 1);
        await Promise.all([writer.synced, reader.synced]);
        const done = until(() => (reader.heard.get(writer.writer) ?? 0) >= 200);
        for (let i = 0; i < 200; i++) writer.write();
        await within(20_000, 'writing', done);
        await running.stop('SIGKILL');
        writer.terminate();
        reader.terminate();
        running = await start(server, dataDir, running.port);
        const later = new BenchClient(server.dialect(running.port, dataDir), room(round), 2);
        await within(20_000, 'reopening', later.synced);
        await sleep(300);
        lost += 200 - Math.min(200, later.heard.get(writer.writer) ?? 0);
        later.terminate();
      }
      await running.stop('SIGKILL');
      return { 'updates lost': lost };
    })
};

/** Polls: the condition changes with frames that arrive. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

export const SCENARIOS: readonly Scenario[] = [
  fanOut(10),
  fanOut(50),
  fanOut(200),
  throughput(1, 4),
  throughput(50, 1),
  joinStorm,
  restart,
  memory,
  killed,
  catchUp
];
