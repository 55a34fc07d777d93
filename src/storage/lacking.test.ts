import { afterEach, expect, test } from 'vitest';
import { boardDoc, patientDoc } from '#domain/documents.ts';
import { clientIdOf } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { acknowledged } from './outbox.ts';
import { forgetLost, lackingIn, nextLacking } from './lacking.ts';
import { compact } from './compaction.ts';
import { storePacked } from './packed.ts';
import { rebuildIfStale } from './stale-rows.ts';
import { joinedRuns } from './runs.ts';
import type { Store } from './store.ts';
import {
  DAY,
  add,
  booked,
  closeStores,
  everyRow,
  fact,
  here,
  packed,
  registered,
  rowsOf,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';

afterEach(closeStores);

const ALL = { after: '', upTo: null };
const board = boardDoc('main', 'front', '2026-11-20');
const agent = clientIdOf(1, 9);
const me = clientIdOf(3, 1);
const ME = 3;
const opened = fact('board/opened', { siteName: 'Main', areaName: 'Front', zone: 'America/New_York' });
const waiting = fact('ticket/waiting', { ticket: 'K1-001' });

/** Everything there is to give, as the loop that sends it sees it. */
async function given({ database }: Store): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (let next = await nextLacking(database); next; next = await nextLacking(database)) {
    for (const { doc, update } of next.parts)
      for (const { client, clock, facts } of decodeRuns(update))
        (found[doc] ??= []).push(`${client} ${clock}-${clock + facts.length}`);
    await next.done();
  }
  return found;
}

test('[STO-40] what the server’s new life lacks of others is found in tails, snapshots and segments, and of no one else', async () => {
  const store = await testStore();
  await storePacked(store, [packed('p1'), packed('p2')], []);
  await store.append([add([booked('a1'), booked('a2')], there, 0), add([opened], agent, 0, board)]);
  await compact(store.database, DAY);
  await store.append([add([booked('a3')], there, 2)]);
  await store.append([add([booked('mine')], me, 0, DAY, true)]);
  await acknowledged(store.database, DAY, me, 1);
  const [p1] = await store.updatesOf(patientDoc('p1'));
  const sent = [
    { doc: DAY, update: encodeRun({ client: there, clock: 0, facts: [booked('a1')] }) },
    { doc: patientDoc('p1'), update: p1! }
  ];

  const rows = await lackingIn(store.database, ME, ALL, sent);
  expect(await nextLacking(store.database)).toBeNull();
  await store.append([], { meta: rows });

  expect(await given(store)).toEqual({
    [DAY]: [`${there} 1-3`],
    [patientDoc('p2')]: [`${there} 0-1`]
  });
  expect(await nextLacking(store.database)).toBeNull();
});

test('[STO-40] documents are compared once each, however the first sync is cut', async () => {
  const store = await testStore();
  for (let i = 0; i < 500; i++) await store.append([add([registered(`p${i}`)], there, 0, patientDoc(`p${i}`))]);
  const docs = Array.from({ length: 500 }, (_, i) => patientDoc(`p${i}`)).sort();
  const cuts = ['', docs[9]!, docs[250]!, docs[251]!, null];
  for (const [index, upTo] of cuts.slice(1).entries())
    await store.append([], { meta: await lackingIn(store.database, ME, { after: cuts[index]!, upTo }, []) });

  expect(Object.keys(await given(store)).sort()).toEqual(docs);
});

test('[STO-41] a desk lets go of boards of a life that is over, and of nothing else', async () => {
  const store = await testStore();
  await store.append([add([booked('a1')], there, 0), add([opened, waiting], agent, 0, board)]);
  expect(await rowsOf(store).board('main', 'front', '2026-11-20')).not.toBeNull();

  await forgetLost(store.database, { device: ME, isDesk: true }, ALL);

  expect(await store.updatesOf(board)).toEqual([]);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(1);
  await store.append([add([opened], clientIdOf(1, 4_100), 0, board)]);
  const live = await everyRow(store);
  expect(live['folded']).toHaveLength(1);
  expect(JSON.stringify(live['folded'])).not.toContain('K1-001');
});

test('[STO-41] where this is no desk, all that others wrote goes, and what this device wrote stays, in the log and in the rows', async () => {
  const store = await testStore();
  await store.append([add([booked('a1'), booked('a2')], there, 0), add([opened], agent, 0, board)]);
  await compact(store.database, DAY);
  await store.append([add([booked('a3')], there, 2)]);
  await store.append([add([booked('mine')], me, 0, DAY, true)]);

  await forgetLost(store.database, { device: ME, isDesk: false }, ALL);
  await rebuildIfStale(store.database);

  const runs = joinedRuns((await store.updatesOf(DAY)).flatMap((update) => decodeRuns(update)));
  expect(runs.map(({ client }) => client)).toEqual([me]);
  expect((await rowsOf(store).appointments('main', '2026-11-20')).map(({ appointment }) => appointment)).toEqual([
    'mine'
  ]);
  await store.append([add([booked('a1')], there, 0)]);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(2);
  await store.append([add([booked('other')], here, 0, DAY, true)]);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(3);
});
