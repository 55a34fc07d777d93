import { practiceDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { splitAt } from '#domain/scheduling/blocks.ts';
import type { Block, BlockId, BlockKind } from '#domain/scheduling/plan-facts.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

/** How much of a recurring block a change is for. */
export type Scope = 'this' | 'following' | 'all';

export type PlaceBlockRefusal =
  | { readonly code: 'block/unknown' }
  /** Another desk has changed the rule: the day is none of its days any more. */
  | { readonly code: 'block/no-such-day' }
  | { readonly code: 'block/not-yours' };

/** What changes when a whole clinic works is not for everybody to place [BLK-3]. */
const THEIRS: ReadonlySet<BlockKind> = new Set<BlockKind>(['template', 'leave', 'closure', 'on-call', 'surgery']);

/** @param mayPlan whether they may do `schedule/plan` */
export function mayPlace(mayPlan: boolean, kind: BlockKind): boolean {
  return mayPlan || !THEIRS.has(kind);
}

const mayPlan = (station: Station): Promise<boolean> => may(station, 'schedule/plan');

/** Puts a new block on the schedule [BLK-1]. A second try is the same block. */
export async function placeBlock(station: Station, block: Block): Promise<Result<Done, PlaceBlockRefusal>> {
  if (!mayPlace(await mayPlan(station), block.kind)) return err({ code: 'block/not-yours' });
  return ok(await recorded(station, 'schedule/place-block', [{ kind: 'block/placed', of: block }]));
}

/**
 * Changes a block: one instance of it, that one and all that follow, or all [BLK-2]. @param instance the day its rule gives the instance
 * that was looked at
 */
export async function changeBlock(
  station: Station,
  block: Block,
  instance: LocalDate,
  scope: Scope
): Promise<Result<Done, PlaceBlockRefusal>> {
  const found = await findBlock(station, block.block);
  if (!found.ok) return found;
  const was = found.value;
  const isTheirs = await mayPlan(station);
  if (!mayPlace(isTheirs, block.kind) || !mayPlace(isTheirs, was.kind)) return err({ code: 'block/not-yours' });
  const { date, start, minutes } = block;
  // Seen from a later day: the whole of it moves by as many days as that day did.
  const moved = Math.round((Date.parse(date) - Date.parse(instance)) / 86_400_000);
  if (was.rule === undefined || scope === 'all') {
    const first = was.rule === undefined ? date : plusDays(was.date, moved);
    return ok(
      await recorded(station, 'schedule/change-block', [{ kind: 'block/placed', of: { ...block, date: first } }])
    );
  }
  if (scope === 'this') {
    const of = { block: was.block, date: instance, to: { date, start, minutes } };
    return ok(await recorded(station, 'schedule/change-block', [{ kind: 'block/moved-once', of }]));
  }
  const parts = splitAt(was, instance, station.newId());
  if (!parts) return err({ code: 'block/no-such-day' });
  const tail = { ...parts.after, ...block, block: parts.after.block, from: was.block, date };
  const rule = block.rule === was.rule ? parts.after.rule : block.rule;
  const { rule: _, ...bare } = tail;
  return ok(
    await recorded(station, 'schedule/change-block', [
      endOf(was.block, parts.before),
      { kind: 'block/placed', of: { ...bare, ...(rule === undefined ? {} : { rule }) } }
    ])
  );
}

/** Takes a block off the schedule: one instance, that one and all that follow, or all [BLK-2]. */
export async function removeBlock(
  station: Station,
  block: BlockId,
  instance: LocalDate,
  scope: Scope
): Promise<Result<Done, PlaceBlockRefusal>> {
  const found = await findBlock(station, block);
  if (!found.ok) return found;
  const was = found.value;
  if (!mayPlace(await mayPlan(station), was.kind)) return err({ code: 'block/not-yours' });
  const command = 'schedule/remove-block';
  if (was.rule === undefined || scope === 'all')
    return ok(await recorded(station, command, [{ kind: 'block/removed', of: { block } }]));
  if (scope === 'this')
    return ok(
      await recorded(station, command, [{ kind: 'block/moved-once', of: { block, date: instance, to: null } }])
    );
  const parts = splitAt(was, instance, 'unused');
  if (!parts) return err({ code: 'block/no-such-day' });
  return ok(await recorded(station, command, [endOf(block, parts.before)]));
}

/** Undo: what was written about blocks is taken back. */
export async function takeBackBlock(station: Station, done: Done): Promise<Result<void, never>> {
  const facts = done.takes.flatMap((take) => take.facts).map((fact) => ({ kind: 'fact/voided', of: { fact } }));
  await station.record('schedule/undo', practiceDoc, facts);
  return ok();
}

function endOf(block: BlockId, before: Block | null): NewFact {
  return before ? { kind: 'block/placed', of: before } : { kind: 'block/removed', of: { block } };
}

async function findBlock(station: Station, id: BlockId) {
  const was = (await station.rows.practice()).plan.blocks.get(id);
  return was ? ok(was) : err({ code: 'block/unknown' } as const);
}

async function recorded(station: Station, command: string, facts: readonly NewFact[]): Promise<Done> {
  return doneBy(command, practiceDoc, await station.record(command, practiceDoc, facts));
}
