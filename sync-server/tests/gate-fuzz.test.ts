import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { openCore } from '#server/core.ts';
import { recordedIn } from '#server/gate/writer.ts';
import { DAY, fact as factBy } from './rig.ts';

test('[GATE-1] no bytes, random or mutated, get anything in but facts of their own writer in order', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-fuzz-'));
  const core = await openCore(dataDir);
  const victim = (await core.devices.enrol('desk', 'main')).device;
  const attacker = (await core.devices.enrol('desk', 'main')).device;
  const fact = (n: number, { deviceNo } = attacker) => factBy(n, `device:${deviceNo}`);
  const own = clientIdOf(attacker.deviceNo, 0);
  const theirs = clientIdOf(victim.deviceNo, 0);
  const take = (device: typeof victim, update: Uint8Array): ReturnType<typeof core.gate.take> =>
    core.gate.take({ device, doc: DAY, update });
  await take(victim, encodeRun({ client: theirs, clock: 0, facts: [fact(0, victim)] }));

  const real = [
    encodeRun({ client: own, clock: 0, facts: [fact(1), fact(2)] }),
    encodeRun({ client: own, clock: 2, facts: [fact(3)] }),
    encodeRun({ client: theirs, clock: 1, facts: [fact(4, victim)] })
  ];
  const mutated = fc
    .tuple(fc.nat(real.length - 1), fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { minLength: 1, maxLength: 6 }))
    .map(([which, edits]) =>
      edits.reduce((bytes, [at, to]) => (bytes.set([to], at % bytes.length), bytes), real[which]!.slice())
    );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 120 }), mutated), async (bytes) => {
      for (const answer of await take(attacker, bytes)) expect(['ack', 'no']).toContain(answer.type);
    }),
    { numRuns: 5_000 }
  );

  const clocks = await core.journal.clocks(DAY);
  expect(clocks.get(theirs)).toBe(1);
  for (const client of clocks.keys())
    expect([attacker.deviceNo, victim.deviceNo]).toContain(Math.floor(client / 2 ** 20));
  expect(recordedIn(await core.journal.read(DAY, new Map())).length).toBe(
    [...clocks.values()].reduce((sum, clock) => sum + clock, 0)
  );
  expect(await core.journal.verify()).toMatchObject({ firstBad: null });
  expect(await take(victim, encodeRun({ client: theirs, clock: 1, facts: [fact(9, victim)] }))).toMatchObject([
    { type: 'ack', clock: 2 }
  ]);
  await core.close();
  rmSync(dataDir, { recursive: true });
});
