import { chainWriter } from '#domain/audit/chain.ts';
import { ChainCheck } from '#domain/audit/verify.ts';
import { sha256 as everywhere } from '#domain/audit/sha256.ts';
import { sha256 } from '#server/audit/audit-rows.ts';
import { auditLog } from '#tests/fixtures/audit-log.ts';

/** How long a check of the access log takes, entry by entry: at the server with Node's hash, and with the one that runs everywhere. */
const ENTRIES = Number(process.argv[2] ?? 1_000_000);

const started = performance.now();
const log = [...auditLog({ entries: ENTRIES, devices: 20, each: 400, sha256 })];
report('making them', started);
for (const [name, hash] of [
  ['check, Node', sha256],
  ['check, in a page', everywhere]
] as const) {
  const from = performance.now();
  const check = new ChainCheck(hash);
  for (const entry of log) check.take(entry);
  check.end();
  report(`${name}: ${check.findings.length} findings, ${check.sessions} sessions`, from);
}
const writer = chainWriter(3, 'bench', null, everywhere);
const one = performance.now();
for (let i = 0; i < 10_000; i++) {
  writer.extend({ action: 'patient/viewed', refs: [`patient:p${i}`] }, { hlc: i, wall: i, user: 'u-ada' });
}
console.log(`one entry on the main thread: ${((performance.now() - one) / 10).toFixed(1)} µs`);

function report(what: string, from: number): void {
  console.log(
    `${what}: ${((performance.now() - from) / 1000).toFixed(2)} s for ${ENTRIES.toLocaleString('en-US')} entries`
  );
}
