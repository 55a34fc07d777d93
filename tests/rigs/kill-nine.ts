import { enrolIn, keptOf, startChild, writeUntilGone } from './child-server.ts';

export interface KillReport {
  readonly kills: number;
  readonly acked: number;
  /** Facts that were acknowledged and are not there. */
  readonly lost: number;
  readonly damaged: number;
  readonly slowestStartMs: number;
}

/** Which kills of all: a long run is made of pieces, each on data of its own. */
export interface Kills {
  readonly from: number;
  readonly kills: number;
}

/** Kills the server with SIGKILL in the middle of writing, again and again on the same data, and counts what is missing [JRN-1]. */
export async function killNine(
  dataDir: string,
  { from, kills }: Kills,
  progress: (done: number) => void = () => undefined
): Promise<KillReport> {
  const device = await enrolIn(dataDir);
  let [acked, lost, damaged, slowestStartMs] = [0, 0, 0, 0];
  for (let i = 0; i < kills; i++) {
    const { child, ws, exit, startMs } = await startChild(dataDir);
    slowestStartMs = Math.max(slowestStartMs, startMs);
    const nth = from + i;
    const after = 1 + ((nth * 7_919) % 120);
    const here = await writeUntilGone(ws, device, i, (count) => {
      if (count < after || child.signalCode !== null || child.killed) return;
      waitBusily(((nth * 104_729) % 2_000) / 1000);
      child.kill('SIGKILL');
    });
    await exit;
    const kept = await keptOf(dataDir, device, i);
    acked += here;
    lost += Math.max(0, here - kept.facts);
    if (kept.facts < 0 || !kept.isChainWhole) damaged++;
    progress(i + 1);
  }
  return { kills, acked, lost, damaged, slowestStartMs };
}

/** Not only right after an ack: anywhere within the two milliseconds that a commit takes. */
function waitBusily(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
