import * as encoding from 'lib0/encoding';
import { clientIdOf } from '#domain/ids.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { LIMITS, MAX_STRUCTS } from '#protocol/limits.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { badFrame, randomFrom } from './frame-maker.ts';

/** The longest that reading one frame takes the processor, by what the frame is made of: milliseconds, and its bytes. */
export interface DecodeReport {
  readonly worstMs: number;
  readonly of: Readonly<Record<string, { readonly bytes: number; readonly ms: number }>>;
}

const CLIENT = clientIdOf(5, 0);
const TIMES = 20;
const MINED = 50_000;

/**
 * How long the largest frames take to read and check, each the worst of its kind that could be thought of, and 50,000 made by
 * chance. A frame has at most 64 KiB and is read once, front to back, so there is no watchdog: 250 ms are far away.
 */
export function measureDecoding(): DecodeReport {
  const of = Object.fromEntries(Object.entries(worstFrames()).map(([name, bytes]) => [name, measured(bytes)]));
  const random = randomFrom(3);
  let mined = { bytes: 0, ms: 0 };
  for (let i = 0; i < MINED; i++) {
    const bytes = badFrame((['random', 'mutated', 'grammar'] as const)[i % 3] ?? 'random', CLIENT, random).subarray(2);
    // What took long may have been the machine's doing: asked again, it was not.
    if (once(bytes) > mined.ms && measured(bytes).ms > mined.ms) mined = measured(bytes);
  }
  const worstMs = Math.max(mined.ms, ...Object.values(of).map(({ ms }) => ms));
  return {
    worstMs,
    of: { ...of, 'worst by chance': mined }
  };
}

/** By the processor's time, median: what else the machine does is not the frame's doing. */
function measured(bytes: Uint8Array): { bytes: number; ms: number } {
  const times = Array.from({ length: TIMES }, () => {
    const before = process.cpuUsage();
    once(bytes);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  const median = times.toSorted((a, b) => a - b)[TIMES / 2] ?? 0;
  return { bytes: bytes.length, ms: Math.round(median * 10) / 10 };
}

function once(bytes: Uint8Array): number {
  const started = performance.now();
  try {
    for (const { facts } of decodeRuns(bytes)) for (const fact of facts) checkFact(fact);
  } catch {
    // Most of them are refused.
  }
  return performance.now() - started;
}

function worstFrames(): Record<string, Uint8Array> {
  const fact = (of: unknown): encoding.AnyEncodable =>
    ({ kind: 'visit/noted', at: 1, by: 'u-1', of }) as encoding.AnyEncodable;
  return {
    'small facts': filled(fact({ visit: 'v' })),
    nulls: filled(null),
    'empty objects': filled({}),
    'deep facts': filled(fact([[[[[[[[[]]]]]]]]])),
    'one text of digits': filled(fact({ text: '4111 1111 1111 111x '.repeat(900) })),
    'one text of dashes': filled(fact({ text: '4-'.repeat(9_900) })),
    'nested arrays': nested(),
    'as many writers as structs': writers()
  };
}

/** As many of a value as a frame holds. */
function filled(value: encoding.AnyEncodable): Uint8Array {
  const size = (count: number): Uint8Array =>
    encodeRun({ client: CLIENT, clock: 0, facts: Array.from({ length: count }, () => value) });
  const one = size(2).length - size(1).length;
  return size(Math.max(1, Math.floor((LIMITS.desk.frameBytes - 64) / one)));
}

function nested(): Uint8Array {
  const honest = encodeRun({ client: CLIENT, clock: 0, facts: [0] });
  const arrays = new Uint8Array(LIMITS.desk.frameBytes - 64).map((_, i) => (i % 2 === 0 ? 117 : 1));
  return Uint8Array.of(...honest.subarray(0, honest.length - 3), ...arrays);
}

function writers(): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, MAX_STRUCTS);
  for (let i = 0; i < MAX_STRUCTS; i++) {
    const run = encodeRun({ client: CLIENT + i, clock: 0, facts: [0] });
    encoding.writeUint8Array(out, run.subarray(1, run.length - 1));
  }
  encoding.writeVarUint(out, 0);
  return encoding.toUint8Array(out);
}
