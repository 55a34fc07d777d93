import { expect, test } from 'vitest';
import { entriesIn, type EntryName } from '#domain/audit/chain.ts';
import { sha256 } from '#domain/audit/sha256.ts';
import { ChainCheck } from '#domain/audit/verify.ts';
import type { Fact, NewFact, Recorded } from '#domain/fact.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { openAuditLog, type AuditSigner } from './audit-log.ts';

/** A device's disk that can be made to fail, and what two tabs share. */
function device() {
  const written: Recorded[] = [];
  const commits: number[] = [];
  let last: EntryName | undefined;
  let fault: Error | null = null;
  let now = Date.UTC(2026, 10, 20, 14, 0);
  const timers: (() => void)[] = [];
  const tab = (session: string, sign?: AuditSigner) => {
    let sessions = 0;
    const client = 3 * 2 ** 20 + session.length;
    return openAuditLog({
      device: 3,
      user: 'u-ada',
      session,
      newSession: () => `${session}-${++sessions}`,
      now: () => now,
      today: () => '2026-11-20',
      last: { read: async () => last, keep: async (name) => void (last = name) },
      after: (_ms, run) => {
        timers.push(run);
        return () => timers.splice(timers.indexOf(run) >>> 0, 1);
      },
      ...(sign && { sign }),
      replica: {
        record: async (by, parts) => {
          if (fault) throw fault;
          const facts = parts.flatMap((part) => part.facts as NewFact[]);
          commits.push(facts.length);
          for (const { kind, of } of facts) {
            const fact: Fact = { kind, at: now, by, of };
            expect(checkFact(fact)).toMatchObject({ ok: true });
            written.push({ client, clock: written.length, fact });
          }
          return written.slice(-facts.length);
        }
      }
    });
  };
  return {
    tab,
    written,
    commits,
    entries: () => entriesIn(written),
    pass: (ms: number) => {
      now += ms;
      for (const run of timers.splice(0)) run();
    },
    fail: (error: Error | null) => (fault = error)
  };
}

function findings(entries: ReturnType<typeof entriesIn>) {
  const check = new ChainCheck(sha256);
  for (const entry of entries) check.take(entry);
  check.end();
  return check.findings;
}

test('[AUD-7] a hundred looks are one commit, and the same look within a minute is one entry', async () => {
  const { tab, commits, entries, pass } = device();
  const log = tab('s1');
  for (let i = 0; i < 100; i++) log.saw({ action: 'patient/viewed', refs: [`patient:p${i % 50}`] });
  expect(commits).toEqual([]);
  await log.flush();
  expect(commits).toEqual([50]);
  log.saw({ action: 'patient/viewed', refs: ['patient:p1'] });
  pass(61_000);
  log.saw({ action: 'patient/viewed', refs: ['patient:p1'] });
  await log.flush();
  expect(commits).toEqual([50, 1]);
  expect(findings(entries())).toEqual([]);
});

test('[AUD-8] an act is on disk before it goes on, and is refused when the disk is', async () => {
  const { tab, entries, fail } = device();
  const log = tab('s1');
  await log.note({ action: 'field/revealed', refs: ['patient:p1'], fields: ['identity'] });
  expect(entries()).toHaveLength(1);
  fail(new Error('full'));
  log.saw({ action: 'patient/viewed', refs: ['patient:p2'] });
  await expect(log.note({ action: 'field/revealed', refs: ['patient:p2'] })).rejects.toThrow('full');
  fail(null);
  await log.flush();
  expect(entries().map(({ action, refs }) => [action, ...refs])).toEqual([
    ['field/revealed', 'patient:p1'],
    ['patient/viewed', 'patient:p2']
  ]);
});

test('[AUD-2] after a write whose end is unknown a new chain begins, linked to the one before; tabs have chains of their own', async () => {
  const { tab, entries, fail } = device();
  const [one, other] = [tab('s1'), tab('s22')];
  await one.note({ action: 'session/began', refs: [] });
  await other.note({ action: 'session/began', refs: [] });
  fail(new Error('io'));
  one.saw({ action: 'day/viewed', refs: ['day:main/2026-11-20'] });
  await one.flush().catch(() => undefined);
  fail(null);
  await one.flush();
  expect(entries().map(({ session, seq, after }) => [session, seq, after?.split('/')[0]])).toEqual([
    ['s1', 0, undefined],
    ['s22', 0, 's1'],
    ['s1-1', 0, 's22']
  ]);
  expect(findings(entries())).toEqual([]);
});

test('[AUD-9] a device with a signing key signs its chain every 32 entries and every minute', async () => {
  const signed: string[] = [];
  const { tab, written, pass } = device();
  const log = tab('s1', async (text) => {
    signed.push(text);
    return { keyId: 'k1', signature: new Uint8Array(64) };
  });
  for (let i = 0; i < 40; i++) await log.note({ action: 'patient/viewed', refs: [`patient:p${i}`] });
  pass(61_000);
  await log.note({ action: 'patient/viewed', refs: ['patient:p1'] });
  const facts = written.filter(({ fact }) => fact.kind === 'audit/signed').map(({ fact }) => fact.of);
  expect(facts.map((of) => (of as { seq: number }).seq)).toEqual([0, 32, 40]);
  expect(signed[2]).toMatch(/^anteroom audit head 1\n3 s1 40 [0-9a-f]{64}$/);
});
