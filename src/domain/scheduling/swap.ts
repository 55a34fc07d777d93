import type { Fact } from '../fact.ts';
import type { LocalDate } from '../time.ts';
import type { BlockId, Resource } from './plan-facts.ts';

/** One turn of being on call that somebody else is to take. */
export interface SwapTerms {
  readonly swap: string;
  readonly block: BlockId;
  /** The day the block's rule gives the turn. */
  readonly date: LocalDate;
  /** Who answers first now, and who would. */
  readonly from: Resource;
  readonly to: Resource;
}

/** What whoever has a turn should know from the one before; never about a patient. Empty takes it back. */
export interface HandoffNote {
  readonly block: BlockId;
  /** The day the block's rule gives the turn. */
  readonly date: LocalDate;
  readonly note: string;
}

/** Facts of the `practice` document about turns that change hands. `agrees`: what either side says, written down at a desk. */
export type SwapFact =
  | Fact<'on-call/swap-asked', SwapTerms>
  | Fact<'on-call/swap-answered', { readonly swap: string; readonly side: 'gives' | 'takes'; readonly agrees: boolean }>
  | Fact<'on-call/handed-off', HandoffNote>;

export interface Swap extends SwapTerms {
  /** Null: has not said yet. */
  readonly gives: boolean | null;
  readonly takes: boolean | null;
}

/** What a turn's handoff note is kept under. */
export function handoffKey(block: BlockId, date: LocalDate): string {
  return `${block} ${date}`;
}

/** Takes one standing fact of the practice document into its swaps; facts of other kinds change nothing. */
export function swapsWith(swaps: Map<string, Swap>, fact: Pick<SwapFact, 'kind' | 'of'>): void {
  const said = fact as SwapFact; // each kind has its own payload
  if (said.kind === 'on-call/swap-asked') {
    if (!swaps.has(said.of.swap)) swaps.set(said.of.swap, { ...said.of, gives: null, takes: null });
    return;
  }
  const known = said.kind === 'on-call/swap-answered' ? swaps.get(said.of.swap) : undefined;
  if (known && said.kind === 'on-call/swap-answered')
    swaps.set(known.swap, { ...known, [said.of.side]: said.of.agrees });
}

/** Both have agreed: the turn is the other's [CALL-4]. */
export function isAgreed({ gives, takes }: Swap): boolean {
  return gives === true && takes === true;
}

/** Waits for one of the two; a no of either ends it. */
export function isWaiting({ gives, takes }: Swap): boolean {
  return gives !== false && takes !== false && !(gives && takes);
}

const same = (a: Resource, b: Resource): boolean => a.kind === b.kind && a.id === b.id;

/** Who has a turn, given the swaps that were agreed on it, one after the other. One that starts from somebody who no longer has the turn changes nothing. */
export function holderOf(
  swaps: ReadonlyMap<string, Swap>,
  turn: { readonly block: BlockId; readonly date: LocalDate; readonly first: Resource }
): Resource {
  let holder = turn.first;
  for (const swap of swaps.values()) {
    if (swap.block === turn.block && swap.date === turn.date && isAgreed(swap) && same(swap.from, holder))
      holder = swap.to;
  }
  return holder;
}
