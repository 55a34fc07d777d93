import type { Board } from '#domain/board/board.ts';
import type { Instant } from '#domain/time.ts';

export type Call = Board['called'][number];

/** How often a call is told: at once, and twice more [BRD-4]. */
export const TIMES_TOLD = 3;
export const REPEAT_MS = 20_000;
/** Two calls at one moment are told one after the other. */
export const APART_MS = 7_000;

/** A call older than this when the board first sees it (the network was gone) is shown, and not told as if it were new. */
export const OLD_CALL_MS = 120_000;

/** Two areas are told of one call within this. */
const TOGETHER_MS = 2_000;

interface Told {
  readonly call: Call;
  readonly seenAt: Instant;
  readonly told: number;
}

/** What this board has told of the calls on it. Moments are this device's own: the caller's clock may differ. */
export interface Announcing {
  /** By call; a ticket that is called again is a new call. */
  readonly calls: ReadonlyMap<string, Told>;
  readonly toldAt: Instant;
  /** The call told last: the one shown large. */
  readonly last: string | null;
}

export const QUIET: Announcing = { calls: new Map(), toldAt: -Infinity, last: null };

export const callKey = (call: Call): string => `${call.ticket}@${call.at}`;

/** A board that has just been switched on: what was called before is shown and not told again. */
export function joining(called: readonly Call[], now: Instant): Announcing {
  return { ...QUIET, calls: new Map(called.map((call) => [callKey(call), { call, seenAt: now, told: TIMES_TOLD }])) };
}

/** What to tell now, if anything, and what was told after it. Called on every change and every second. */
export function announce(
  before: Announcing,
  called: readonly Call[],
  now: Instant
): { readonly announcing: Announcing; readonly tell: Call | null } {
  const first = (call: Call) => ({ call, seenAt: now, told: now - call.at > OLD_CALL_MS ? TIMES_TOLD : 0 });
  const calls = new Map(called.map((call) => [callKey(call), knownAs(before, call) ?? first(call)]));
  const last = called.find((call) => isOneCall(before.calls.get(before.last ?? '')?.call, call));
  const announcing = { ...before, calls, last: last ? callKey(last) : before.last };
  if (now - before.toldAt < APART_MS) return { announcing, tell: null };

  // New calls before repeats, the longest waiting of them first; `called` has the newest first.
  const due = called
    .toReversed()
    .filter((call) => isDue(calls.get(callKey(call)), now))
    .sort((a, b) => (calls.get(callKey(a))?.told ?? 0) - (calls.get(callKey(b))?.told ?? 0));
  const [tell] = due;
  if (!tell) return { announcing, tell: null };

  const key = callKey(tell);
  const one = calls.get(key);
  if (one) calls.set(key, { ...one, told: one.told + 1 });
  return { announcing: { calls, toldAt: now, last: key }, tell };
}

/** What was told of a call, also where another area's document has it since, with a moment of its own [BRD-13]. */
function knownAs({ calls }: Announcing, call: Call): Told | undefined {
  return calls.get(callKey(call)) ?? [...calls.values()].find((known) => isOneCall(known.call, call));
}

function isOneCall(one: Call | undefined, other: Call): boolean {
  return one?.ticket === other.ticket && one.roomName === other.roomName && Math.abs(one.at - other.at) < TOGETHER_MS;
}

function isDue(one: Told | undefined, now: Instant): boolean {
  return one !== undefined && one.told < TIMES_TOLD && now >= one.seenAt + one.told * REPEAT_MS;
}

/** The call shown large: the one told last while it stands, otherwise the newest. */
export function spotlight(announcing: Announcing, called: readonly Call[]): Call | null {
  return called.find((call) => callKey(call) === announcing.last) ?? called[0] ?? null;
}

/** Whether a call went unanswered after it was told as often as it will be: then reception is the better place to go. */
export function isUnanswered(announcing: Announcing, call: Call, now: Instant): boolean {
  const one = announcing.calls.get(callKey(call));
  return one !== undefined && one.told >= TIMES_TOLD && now - one.seenAt > TIMES_TOLD * REPEAT_MS;
}
