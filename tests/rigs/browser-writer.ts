import { clientIdOf } from '#domain/ids.ts';
import { createReplica } from '#replica/replica.ts';
import { openDatabase } from '#storage/database.ts';
import { nextBoot } from '#storage/meta.ts';
import { joinedRuns, readableRuns } from '#storage/runs.ts';
import { createStore } from '#storage/store.ts';

// The page of the browser's power cut: the app's own replica and storage, in a browser, saving one fact after another. It says after
// each that it is saved; read again after the cut, how many there are. `?relaxed` is the control.

const DOC = 'day/main/2026-11-20';
const DEVICE = 5;
const asked = new URLSearchParams(location.search);
const socket = new WebSocket(`ws://${location.host}`);

socket.onopen = () => {
  run().catch((error: unknown) => socket.send(`fault ${String(error)}`));
};

async function run(): Promise<void> {
  const isControl = asked.has('relaxed');
  const options = isControl ? { chromeTransactionDurability: 'relaxed' as const } : {};
  const database = await openDatabase('power-cut', undefined, options);
  const store = createStore(database, { now: () => Date.now() });
  if (asked.has('read')) {
    const runs = (await store.updatesOf(DOC)).flatMap((update) => readableRuns(update) ?? []);
    socket.send(`kept ${joinedRuns(runs).reduce((sum, { facts }) => sum + facts.length, 0)}`);
    return;
  }
  const newClient = async () => clientIdOf(DEVICE, await nextBoot(database));
  const replica = createReplica({ store, newClient, now: () => Date.now() });
  for (let n = 1; ; n++) {
    const facts = [{ kind: 'visit/ready', of: { visit: `v-${n}` } }];
    await replica.record(`device:${DEVICE}`, [{ doc: DOC, facts }]);
    socket.send(`saved ${n}`);
  }
}
