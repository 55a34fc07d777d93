import fc from 'fast-check';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { Gate } from '#server/gate/gate.ts';
import type { Journal, JournalFault, Row } from '#server/journal/journal.ts';
import { openPostgresStore } from '#server/store/postgres-store.ts';
import type { Store } from '#server/store/store.ts';
import { entry } from '#tests/contracts/journal-contract.ts';
import { askDatabase, describePostgres, newDatabase } from './database.ts';

const DAY = 'day/main/2026-11-20';

/** Journals of several processes on one database; each has connections of its own, as a process would. */
describePostgres('journals of several processes on one database', () => {
  let url = '';
  const stores: Store[] = [];
  const fatal: JournalFault[] = [];
  beforeEach(async () => {
    url = await newDatabase();
    fatal.length = 0;
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  async function journal(now: () => number = Date.now): Promise<Journal> {
    const store = await openPostgresStore(url, { now, onFatal: (fault) => void fatal.push(fault) });
    stores.push(store);
    return store.journal;
  }

  test('[PG-1] processes that begin together agree on the epoch', async () => {
    const [a, b, c] = await Promise.all([journal(), journal(), journal()]);
    expect(new Set([a.epoch, b.epoch, c.epoch]).size).toBe(1);
  });

  test('[PG-1] whoever writes, all are told every row, once, in the order of the table', async () => {
    const journals = [await journal(), await journal(), await journal()];
    const told = journals.map((): Row[] => []);
    journals.forEach((one, i) => one.onCommit((rows) => told[i]?.push(...rows)));
    const reader = readAlong(await journal());
    let wrote = 0;
    let client = 100;
    const burst = fc.record({
      at: fc.nat({ max: 2 }),
      doc: fc.constantFrom(DAY, 'practice', 'patient/p1', 'patient/p2'),
      rows: fc.integer({ min: 1, max: 12 })
    });
    await fc.assert(
      fc.asyncProperty(fc.array(burst, { minLength: 2, maxLength: 8 }), async (bursts) => {
        await Promise.all(
          bursts.map(async ({ at, doc, rows }) => {
            const own = clientIdOf(5, client++);
            const answers = await Promise.all(
              Array.from({ length: rows }, (_, clock) => journals[at]!.append(entry(doc, own, clock)))
            );
            expect(answers.every(({ written }) => written)).toBe(true);
          })
        );
        wrote += bursts.reduce((sum, { rows }) => sum + rows, 0);
      }),
      { numRuns: 12 }
    );
    const table = await askDatabase(
      url,
      "SELECT seq::int, client::text || '.' || clock AS fact FROM journal ORDER BY seq"
    );
    expect(table.map(({ seq }) => seq)).toEqual(Array.from({ length: wrote }, (_, i) => i + 1));
    const facts = table.map(({ fact }) => fact);
    for (const [i, one] of journals.entries()) {
      await until(() => one.head() === wrote);
      expect(told[i]!.map((row) => `${row.client}.${row.clock}`)).toEqual(facts);
    }
    expect(await reader(wrote)).toEqual(table.map(({ seq }) => seq));
    expect(await journals[0]!.verify()).toEqual({ rows: wrote, head: wrote, firstBad: null });
  });

  test('[PG-1] a commit that is slow holds back those after it: nobody reads past it', async () => {
    const [one, two] = [await journal(), await journal()];
    const sql = postgres(url, { max: 1 });
    const slow = sql.begin(async (transaction) => {
      const { update } = entry(DAY, clientIdOf(7, 0), 0);
      await transaction`SELECT * FROM anteroom_append(5::bigint, ARRAY[${DAY}], ARRAY[7], ARRAY[${clientIdOf(7, 0)}::bigint], ARRAY[0::bigint],
        ARRAY[1], ARRAY[${update}::bytea])`;
      const behind = one.append(entry(DAY, clientIdOf(8, 0), 0));
      await waitsForLock(url);
      expect(await two.changes(0, 10, null)).toEqual({ changes: [], upTo: 0, more: false });
      return { behind };
    });
    expect(await (await slow).behind).toEqual({ written: true, seq: 2 });
    const page = await two.changes(0, 10, null);
    expect(page).toMatchObject({ upTo: 2, more: false });
    expect(page.changes.map(({ seq }) => seq)).toEqual([1, 2]);
    await until(() => two.head() === 2);
    expect(await two.verify()).toMatchObject({ rows: 2, firstBad: null });
    await sql.end();
  });

  test('[JRN-2] of one device’s frames at two processes, one is written; what is the same is acked again', async () => {
    const [one, two] = [await journal(), await journal()];
    const client = clientIdOf(5, 0);
    const raced = await Promise.all([one.append(entry(DAY, client, 0, 2)), two.append(entry(DAY, client, 0, 2))]);
    expect(raced.filter(({ written }) => written)).toEqual([{ written: true, seq: 1 }]);
    expect(raced.filter(({ written }) => !written)).toEqual([{ written: false, have: 2 }]);

    const device = { deviceNo: 5, role: 'desk', site: 'main' } as const;
    const gates = [new Gate({ journal: one }), new Gate({ journal: two })] as const;
    const facts = Array.from({ length: 6 }, (_, n) => ({
      kind: 'visit/ready',
      at: n,
      by: 'u-1',
      of: { visit: `v-${n}` }
    }));
    const frame = (clock: number, from = facts): Parameters<Gate['take']>[0] => ({
      device,
      doc: DAY,
      update: encodeRun({ client, clock, facts: from.slice(clock) })
    });
    const answers = await Promise.all(
      [0, 2, 0, 3].map((clock, i) => gates[i % 2 ? 1 : 0].take(frame(clock), 'catch-up'))
    );
    for (const [answer] of answers) expect(answer).toMatchObject({ type: 'ack', client, clock: 6 });
    expect(await one.nextClock(DAY, client)).toBe(6);
    const others = facts.map((fact) => ({ ...fact, by: 'u-2' }));
    expect(await gates[1].take(frame(0, others))).toMatchObject([{ type: 'no', code: 'E_DUP' }]);
    expect(await two.verify()).toMatchObject({ firstBad: null });
  });

  test('[JRN-3] rows are told before their writer has its answer, and others’ rows before later ones of its own', async () => {
    const [one, two] = [await journal(), await journal()];
    const told: number[] = [];
    one.onCommit((rows) => told.push(...rows.map(({ seq }) => seq)));
    for (let clock = 0; clock < 10; clock++) {
      await two.append(entry(DAY, clientIdOf(6, 0), clock));
      const answer = await one.append(entry(DAY, clientIdOf(5, 0), clock));
      expect(told.at(-1)).toBe(answer.written && answer.seq);
    }
    expect(told).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('[PG-2] news that was told while the connection was lost is made up for', async () => {
    const [one, two] = [await journal(), await journal()];
    const told: number[] = [];
    two.onCommit((rows) => told.push(...rows.map(({ seq }) => seq)));
    for (let round = 0; round < 3; round++) {
      await askDatabase(
        url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE '%anteroom_append%'`
      );
      for (let clock = 0; clock < 5; clock++) await retried(() => one.append(entry(DAY, clientIdOf(5, round), clock)));
    }
    await until(() => told.length === 15);
    expect(told).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(fatal).toEqual([]);
  });

  test('[PG-4] a database that was replaced by another ends the process', async () => {
    const one = await journal();
    await one.append(entry(DAY, clientIdOf(5, 0), 0));
    await askDatabase(url, `UPDATE meta SET value = 'another' WHERE key = 'epoch'`);
    await askDatabase(
      url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()'
    );
    await until(() => fatal.length > 0);
    expect(fatal[0]).toMatchObject({ code: 'io', message: 'the database has another epoch' });
  });

  test('[PG-4] a database that has lost rows ends the process', async () => {
    const one = await journal();
    for (let clock = 0; clock < 3; clock++) await one.append(entry(DAY, clientIdOf(5, 0), clock));
    await askDatabase(url, 'DELETE FROM journal WHERE seq > 1');
    await until(() => fatal.length > 0);
    expect(fatal[0]).toMatchObject({ code: 'io', message: 'the database ends at row 1, and row 3 was there' });
  });
});

/** Reads page by page while others write; answers the numbers it saw, in order. */
function readAlong(journal: Journal): (until: number) => Promise<readonly number[]> {
  const seen: number[] = [];
  let end = Infinity;
  const reading = (async () => {
    let since = 0;
    while (since < end) {
      const page = await journal.changes(since, 7, null);
      seen.push(...page.changes.map(({ seq }) => seq));
      since = page.upTo;
    }
  })();
  return async (last) => {
    end = last;
    await reading;
    return seen;
  };
}

/** Until a session waits for another's lock. */
async function waitsForLock(url: string): Promise<void> {
  const sql = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  while ((await askDatabase(url, sql)).length === 0);
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as JournalFault).code !== 'away') throw error;
    }
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
