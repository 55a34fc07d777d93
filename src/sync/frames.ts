import type { ClientId } from '#domain/ids.ts';
import { encodeUpdate } from '#protocol/sync-messages.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';

/** One command's facts in one document, waiting to be sent. */
export interface Waiting {
  readonly since: number;
  readonly run: {
    readonly client: ClientId;
    readonly clock: number;
    readonly length: number;
    readonly bytes: Uint8Array;
  };
}

/** What is sent in one message, and what of it an answer is about. */
export interface Frame {
  readonly client: ClientId;
  readonly clock: number;
  /** The clock after its last fact: an ack of this much ends it. */
  readonly end: number;
  /** How many commands it holds: the server takes or refuses a frame whole, so a refused one is sent again a command at a time. */
  readonly commands: number;
  /** The clock at which the command begins that a clock lies in, as far as it is in this frame. */
  commandAt(clock: number): number;
  readonly update: Uint8Array;
  readonly message: Uint8Array;
}

/** Well below any role's limit, so that a frame takes a few seconds even at 20 kbit/s. */
const FRAME_BYTES = 12 * 1024;

/**
 * The next message for the longest waiting client: as many of its commands as fit. A single command that is too long for a frame is
 * cut; it then arrives in parts, as after a broken connection. @param most commands @param taken each client's clock up to which the server has all
 */
export function nextFrame(
  waiting: readonly Waiting[],
  { most, taken }: { readonly most: number; readonly taken: ReadonlyMap<ClientId, number> }
): Frame | null {
  const [first] = waiting;
  if (!first) return null;
  const { client } = first.run;
  const commands = [first];
  let bytes = first.run.bytes.length;
  for (const next of waiting.slice(1)) {
    const last = commands.at(-1) ?? first;
    if (next.run.client !== client || next.run.clock !== last.run.clock + last.run.length) continue;
    bytes += next.run.bytes.length;
    if (commands.length >= most || bytes > FRAME_BYTES) break;
    commands.push(next);
  }
  const clock = Math.max(first.run.clock, taken.get(client) ?? 0);
  const facts = commands
    .flatMap(({ run }) => decodeRuns(run.bytes).flatMap((whole) => whole.facts))
    .slice(clock - first.run.clock);
  const count = first.run.bytes.length > FRAME_BYTES ? fitting(facts) : facts.length;
  const update = encodeRun({ client, clock, facts: facts.slice(0, count) });
  const commandAt = (at: number): number =>
    Math.max(clock, commands.findLast(({ run }) => run.clock <= at)?.run.clock ?? clock);
  const end = clock + count;
  return { client, clock, end, commands: commands.length, commandAt, update, message: encodeUpdate(update) };
}

function fitting(facts: readonly unknown[]): number {
  let count = 1;
  while (
    count < facts.length &&
    encodeRun({ client: 1, clock: 1, facts: facts.slice(0, count + 1) }).length <= FRAME_BYTES
  )
    count++;
  return count;
}
