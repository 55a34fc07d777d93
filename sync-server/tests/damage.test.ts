import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { openCore, type Core } from '#server/core.ts';
import { plainClient, startRig, type fact, DAY, type DocClient } from './rig.ts';

/** `ANTEROOM_FLIPS=1000` for the long run. */
const FLIPS = Number(process.env['ANTEROOM_FLIPS'] ?? 150);
const OTHER = 'patient/p000000000000001';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'anteroom-damage-'));
  cleanUp.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const noteBy = (clock: number, by = 'device:9'): ReturnType<typeof fact> => ({
  kind: 'visit/noted',
  at: clock,
  by,
  of: { text: `note ${clock} `.repeat(12) }
});

const note = (clock: number) => noteBy(clock);

async function write(core: Core, doc: string, from: number, to: number): Promise<void> {
  const device = { deviceNo: 9, role: 'desk' as const, site: 'main' };
  for (let clock = from; clock < to; clock++) {
    const update = encodeRun({ client: clientIdOf(9, 0), clock, facts: [note(clock)] });
    expect(await core.gate.take({ device, doc, update })).toMatchObject([{ type: 'ack' }]);
  }
}

/** Everything the server would ever show of the journal, and of its registers. */
async function shown(core: Core): Promise<string> {
  const docs = await core.journal.documents('', 1_000, null);
  const { changes } = await core.journal.changes(0, 1_000, null);
  const registers = [];
  for (const table of ['devices', 'people', 'codes']) registers.push(await core.records.ask(`SELECT * FROM ${table}`));
  return JSON.stringify([docs, changes, registers], (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
  );
}

/** A bit of the rows' bytes of one document, as a disk would flip it. */
function flipIn(dataDir: string, text: string): void {
  const file = path.join(dataDir, 'anteroom.sqlite');
  const bytes = readFileSync(file);
  // In every copy: pages that were split have an old one in the part they do not use.
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) bytes[at] = bytes[at]! ^ 1;
  writeFileSync(file, bytes);
}

test(`[JRN-11] of ${FLIPS} flipped bits and cut ends of the database, none is ever shown`, async () => {
  const source = folder();
  const core = await openCore(source);
  await core.devices.enrol('desk', 'main');
  await core.people.put({
    user: 'ada',
    name: 'Ada Example',
    initials: 'AE',
    role: 'manager',
    passphrase: 'five plain words here'
  });
  await write(core, DAY, 0, 60);
  await write(core, OTHER, 0, 60);
  const sound = await shown(core);
  await core.close();

  const bytes = readFileSync(path.join(source, 'anteroom.sqlite'));
  let seed = 11;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const outcomes = { refused: 0, readOnly: 0, harmless: 0, wrong: 0 };
  for (let i = 0; i < FLIPS; i++) {
    const dataDir = folder();
    cpSync(source, dataDir, { recursive: true });
    const file = path.join(dataDir, 'anteroom.sqlite');
    if (i % 5 === 4) truncateSync(file, random(bytes.length));
    else {
      const flipped = Buffer.from(bytes);
      const at = random(bytes.length);
      flipped[at] = flipped[at]! ^ (1 << random(8));
      writeFileSync(file, flipped);
    }
    try {
      const damaged = await openCore(dataDir);
      const isDamaged = damaged.journal.damaged(DAY).length + damaged.journal.damaged(OTHER).length > 0;
      const text = await shown(damaged);
      if (isDamaged) outcomes.readOnly++;
      else outcomes[text === sound ? 'harmless' : 'wrong']++;
      await damaged.close();
    } catch (error) {
      expect(error).toMatchObject({ code: 'data/damaged' });
      outcomes.refused++;
    }
    rmSync(dataDir, { recursive: true });
  }
  if (FLIPS > 500) console.log(outcomes);
  expect(outcomes.wrong).toBe(0);
  expect(outcomes.refused).toBeGreaterThan(0);
  expect(outcomes.readOnly).toBeGreaterThan(0);
}, 600_000);

test('[JRN-11] after a crash, without a seal, a damaged row is found all the same', async () => {
  const dataDir = folder();
  const core = await openCore(dataDir);
  await write(core, DAY, 0, 20);
  await write(core, OTHER, 0, 5);
  await core.close();
  rmSync(path.join(dataDir, 'anteroom.seal'));
  flipIn(dataDir, 'note 13 note 13');
  const again = await openCore(dataDir);
  cleanUp.push(() => again.close());
  expect(again.journal.damaged(DAY)).toMatchObject([{ client: clientIdOf(9, 0), clock: 13 }]);
  await expect(again.journal.read(DAY, new Map())).rejects.toMatchObject({ code: 'damaged' });
  expect(decodeRuns((await again.journal.read(OTHER, new Map()))!)[0]?.facts).toHaveLength(5);
  const device = { deviceNo: 10, role: 'desk' as const, site: 'main' };
  const update = encodeRun({ client: clientIdOf(10, 0), clock: 0, facts: [noteBy(0, 'device:10')] });
  expect(await again.gate.take({ device, doc: DAY, update })).toMatchObject([{ type: 'no', code: 'E_DAMAGED' }]);
  expect(await again.gate.take({ device, doc: OTHER, update })).toMatchObject([{ type: 'ack' }]);
});

test('[JRN-11] a row whose bytes are no bytes any more is damage of its document, and keeps no other row from the feed', async () => {
  const dataDir = folder();
  const core = await openCore(dataDir);
  await write(core, DAY, 0, 3);
  await write(core, OTHER, 0, 3);
  await core.close();
  const db = new DatabaseSync(path.join(dataDir, 'anteroom.sqlite'));
  db.exec("UPDATE journal SET bytes = 'text' WHERE seq = 2");
  db.close();

  const again = await openCore(dataDir);
  cleanUp.push(() => again.close());
  expect(again.journal.damaged(DAY)).toHaveLength(1);
  const { changes, upTo } = await again.journal.changes(0, 1_000, null);
  expect([changes.map(({ seq }) => seq), upTo]).toEqual([[4, 5, 6], 6]);
});

test('[JRN-11] a register that was changed behind the server’s back keeps it from starting', async () => {
  const dataDir = folder();
  const core = await openCore(dataDir);
  await core.devices.enrol('kiosk', 'main');
  await core.close();
  const db = new DatabaseSync(path.join(dataDir, 'anteroom.sqlite'));
  db.exec("UPDATE devices SET role = 'desk' WHERE role = 'kiosk'");
  db.close();
  await expect(openCore(dataDir)).rejects.toMatchObject({ code: 'data/damaged' });
  await expect(openCore(dataDir)).rejects.toMatchObject({ code: 'data/damaged' });
});

test('the seal costs one reading of the file, and a crash while it is written is no damage', async () => {
  const dataDir = folder();
  const core = await openCore(dataDir);
  await write(core, DAY, 0, 5);
  await core.close();
  const seal = path.join(dataDir, 'anteroom.seal');
  truncateSync(seal, statSync(seal).size - 4);
  const again = await openCore(dataDir);
  expect(again.journal.head()).toBe(5);
  await again.close();
});

async function answers(client: DocClient, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  while (all.length < count) all.push(await client.answer());
  return all;
}

test('[JRN-12] whoever wrote a damaged row is asked for it, and the journal is again what it was', async () => {
  const note = (clock: number) => noteBy(clock, 'u-1');
  const dataDir = folder();
  const first = await startRig({ dataDir });
  const desk = await first.enrol('desk');
  const other = await first.enrol('desk');
  const writer = await plainClient(first, desk, DAY);
  for (let clock = 0; clock < 30; clock++) await writer.append(clock, [note(clock)]);
  await first.stop();
  flipIn(dataDir, 'note 7 note 7');
  flipIn(dataDir, 'note 21 note 21');

  const rig = await startRig({ dataDir });
  cleanUp.push(() => rig.dispose());
  expect((await rig.clinic.verify()).firstBad).toBe(8);
  const stranger = await plainClient(rig, other, DAY);
  expect(await stranger.answer()).toMatchObject({ code: 'E_DAMAGED' });
  expect(await stranger.append(0, [note(0)])).toMatchObject({ type: 'no', code: 'E_DAMAGED' });

  const back = await plainClient(rig, desk, DAY);
  expect(await answers(back, 3)).toMatchObject([
    { code: 'E_DAMAGED' },
    { code: 'E_GAP', client: writer.client, have: 7 },
    { code: 'E_GAP', client: writer.client, have: 21 }
  ]);
  // Other words in its place are not taken.
  expect(await back.append(7, [note(8)])).toMatchObject({ type: 'no', code: 'E_DAMAGED' });
  // What comes after is not taken before it.
  expect(await back.append(30, [note(30)])).toMatchObject({ type: 'no', code: 'E_GAP', have: 7 });
  // It is cut otherwise now than it was then.
  const resent = Array.from({ length: 10 }, (_, i) => note(5 + i));
  expect(await back.append(5, resent)).toMatchObject({ type: 'ack', clock: 15 });
  expect(await back.append(20, [note(20), note(21)])).toMatchObject({ type: 'ack', clock: 22 });
  expect(await back.socket.closed).toMatchObject({ code: 1012 });
  expect(await rig.clinic.verify()).toEqual({ rows: 30, head: 30, firstBad: null });
  const again = await plainClient(rig, desk, DAY);
  expect(await again.append(30, [note(30)])).toMatchObject({ type: 'ack' });
});
