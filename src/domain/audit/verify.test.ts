import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { auditLog } from '#tests/fixtures/audit-log.ts';
import { seeded } from '../random.ts';
import { canonical, chainWriter, entriesIn, notedOf, type AuditEntry } from './chain.ts';
import { checkpointHash, NO_CHECKPOINT, rootOf, withEntry, type Checkpoint, type DeviceHead } from './checkpoint.ts';
import { ChainCheck, CheckpointCheck, rowOf, type AuditFinding } from './verify.ts';

const sha256 = (ascii: string): string => hash('sha256', ascii);
const LOG = [...auditLog({ entries: 600, devices: 4, sha256 })];

function findingsIn(entries: Iterable<AuditEntry>): readonly AuditFinding[] {
  const check = new ChainCheck(sha256);
  for (const entry of entries) check.take(entry);
  check.end();
  return check.findings;
}

test('[AUD-2] a log as it was written has nothing to find', () => {
  expect(findingsIn(LOG)).toEqual([]);
});

test('[AUD-2] an entry’s bytes are ASCII, and every part of it is in them', () => {
  const writer = chainWriter(3, 's1', null, sha256);
  const at = { hlc: 5, wall: 6, user: 'u-ada' };
  const entry = writer.extend({ action: 'field/revealed', refs: ['patient:p1'], reason: 'Zoë “called”' }, at);
  expect(canonical(entry)).toBe(
    '[1,3,"s1",0,5,6,"u-ada","field/revealed",["patient:p1"],"Zo\\u00eb \\u201ccalled\\u201d",[],"done",null]'
  );
  const fact = { kind: 'audit/noted', at: 5, by: 'u-ada', of: notedOf(entry) };
  expect(entriesIn([{ client: 3 * 2 ** 20, clock: 0, fact }])).toEqual([entry]);
});

const EDITS: Readonly<Record<keyof AuditEntry, (entry: AuditEntry) => Partial<AuditEntry>>> = {
  dev: ({ dev }) => ({ dev: dev + 100 }),
  session: ({ session }) => ({ session: `${session}z` }),
  seq: ({ seq }) => ({ seq: seq + 3 }),
  hlc: ({ hlc }) => ({ hlc: hlc + 1 }),
  wall: ({ wall }) => ({ wall: wall - 60_000 }),
  user: ({ user }) => ({ user: `${user}0` }),
  action: () => ({ action: 'day/viewed-not' }),
  refs: () => ({ refs: ['patient:somebody-else'] }),
  reason: ({ reason }) => ({ reason: `${reason}.` }),
  fields: () => ({ fields: [] }),
  verdict: () => ({ verdict: 'denied' }),
  after: () => ({ after: `s9/1/${'f'.repeat(64)}` }),
  hash: ({ hash: before }) => ({ hash: sha256(before) })
};

test('[AUD-3] every part of an entry, changed, is found, and the row is named', () => {
  for (const [part, edit] of Object.entries(EDITS)) {
    const at = 123;
    const changed = LOG.map((entry, index) => (index === at ? { ...entry, ...edit(entry) } : entry));
    expect(
      findingsIn(changed).map(({ row }) => row),
      part
    ).toContain(rowOf(LOG[at]!));
  }
});

/** One edit, deletion or swap at random; answers the log and the rows of which one must be named. */
function tampered(random: () => number): { readonly log: AuditEntry[]; readonly rows: readonly string[] } {
  const log = [...LOG];
  const at = Math.floor(random() * log.length);
  const entry = log[at]!;
  const kind = Math.floor(random() * 3);
  if (kind === 0) {
    const parts = Object.keys(EDITS) as (keyof AuditEntry)[];
    log[at] = { ...entry, ...EDITS[parts[Math.floor(random() * parts.length)]!](entry) };
    return { log, rows: [rowOf(entry), rowOf(log[at])] };
  }
  const mine = [...log.keys()].filter((i) => rowOf(log[i]!).startsWith(`${entry.dev}/${entry.session}/`));
  if (kind === 1) {
    log.splice(at, 1);
    return { log, rows: [rowOf(entry)] };
  }
  const others = mine.filter((i) => i !== at);
  const other = others[Math.floor(random() * others.length)] ?? (at + 1) % log.length;
  log[at] = log[other]!;
  log[other] = entry;
  return { log, rows: [rowOf(entry), rowOf(log[at])] };
}

/** Heads at the end of the whole log: what a checkpoint holds against a log that was cut short. */
function headsOf(entries: Iterable<AuditEntry>): Map<number, DeviceHead> {
  const heads = new Map<number, DeviceHead>();
  for (const { dev, hash: entryHash } of entries) heads.set(dev, withEntry(heads.get(dev), entryHash, sha256));
  return heads;
}

const TRIES = Number(process.env['AUDIT_TRIES'] ?? 500);

test(`[AUD-3] ${TRIES} random edits, deletions and swaps are all found, and the row is named`, () => {
  const random = seeded(4);
  const whole = rootOf(headsOf(LOG), sha256);
  let named = 0;
  for (let i = 0; i < TRIES; i++) {
    const { log, rows } = tampered(random);
    const findings = findingsIn(log);
    // The last entry of a chain leaves no gap: that it is gone is seen from the checkpoint, which names the device.
    const isLast = log.length < LOG.length && findings.length === 0;
    if (isLast) expect(rootOf(headsOf(log), sha256)).not.toBe(whole);
    else expect(findings.map(({ row }) => row)).toEqual(expect.arrayContaining([expect.toBeOneOf([...rows])]));
    named++;
  }
  expect(named).toBe(TRIES);
});

test('[AUD-3] entries at the end that are gone are missed when a later session speaks of them, and by the checkpoint', () => {
  const last = LOG.findLast(({ session }) => session === 's3x1')!;
  const cut = LOG.filter((entry) => entry !== last);
  expect(findingsIn(cut)).toEqual([{ code: 'missing', row: rowOf(last) }]);
});

test('[AUD-3] two stories under one number are a fork; the same story twice is not', () => {
  const entry = LOG[40]!;
  expect(findingsIn([...LOG, entry])).toEqual([]);
  const other = { ...entry, user: 'u-other' };
  expect(findingsIn([...LOG, { ...other, hash: sha256(canonical(other)) }])).toEqual([
    { code: 'forked', row: rowOf(entry) }
  ]);
});

function checkpoints(count: number): Checkpoint[] {
  const made: Checkpoint[] = [];
  const heads = new Map<number, DeviceHead>();
  for (let n = 0; n < count; n++) {
    for (const entry of LOG.slice(n * 100, (n + 1) * 100))
      heads.set(entry.dev, withEntry(heads.get(entry.dev), entry.hash, sha256));
    const before = made.at(-1);
    const prev = before ? checkpointHash(before, sha256) : NO_CHECKPOINT;
    const root = rootOf(heads, sha256);
    made.push({
      epoch: 'e',
      n,
      at: n,
      upTo: n * 100,
      journal: sha256(`${n}`),
      root,
      prev,
      keyId: 'k',
      signature: '00'
    });
  }
  return made;
}

function checked(points: readonly Checkpoint[], log: readonly AuditEntry[], seen: readonly Checkpoint[] = []) {
  const check = new CheckpointCheck(sha256);
  const chain = new ChainCheck(sha256);
  for (const [index, point] of points.entries()) {
    for (const entry of log.slice(index * 100, (index + 1) * 100)) chain.take(entry);
    check.take(point, chain.heads, { isSigned: true, journal: null });
  }
  for (const one of seen) check.witness(one);
  return check.findings;
}

test('[AUD-4] checkpoints follow on one another and say what the devices had written', () => {
  const points = checkpoints(6);
  expect(checked(points, LOG)).toEqual([]);
  expect(checked(points.toSpliced(2, 1), LOG.toSpliced(200, 100))).toContainEqual({
    code: 'checkpoint-broken',
    row: 'checkpoint 3'
  });
  const rewritten = LOG.with(130, { ...LOG[130]!, hash: sha256('x') });
  expect(checked(points, rewritten)).toContainEqual({ code: 'not-as-witnessed', row: 'checkpoint 1' });
});

test('[AUD-5] a server that writes its chain anew is contradicted by what any device was shown', () => {
  const points = checkpoints(6);
  const rewritten = points.map((point) => ({ ...point, at: point.at + 1 }));
  const consistent: Checkpoint[] = [];
  for (const point of rewritten) {
    const before = consistent.at(-1);
    consistent.push({ ...point, prev: before ? checkpointHash(before, sha256) : NO_CHECKPOINT });
  }
  expect(checked(consistent, LOG)).toEqual([]);
  expect(checked(consistent, LOG, [points[4]!])).toEqual([{ code: 'witness-disagrees', row: 'checkpoint 4' }]);
  // A chain cut short is contradicted by what was seen beyond its end.
  expect(checked(points.slice(0, 3), LOG, [points[4]!])).toEqual([{ code: 'witness-disagrees', row: 'checkpoint 4' }]);
});
