import type { DayBlock } from '#domain/scheduling/blocks.ts';
import { overlap } from '#domain/scheduling/grid.ts';
import type { HeldTime } from '#domain/scheduling/slot-offer.ts';
import type { MinuteOfDay, Minutes } from '#domain/time.ts';
import type { Card, Column } from './day-columns.ts';

/** A place on the grid: the how-manieth column, and the minute a row begins. */
export interface Cell {
  readonly column: number;
  readonly minute: MinuteOfDay;
}

/** What the cursor moves on. */
export interface GridBounds {
  readonly columns: readonly Column[];
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
  /** Minutes a row. */
  readonly row: Minutes;
}

const STEPS: Readonly<Record<string, { readonly columns: number; readonly rows: number }>> = {
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 }
};

/**
 * Where a key takes the cursor; null when it is no key of the cursor. Down from an appointment goes to its end, up to the row
 * before it [SCH-6]. @param passing false while an appointment is carried: then every row counts
 */
export function cellAfter(cell: Cell, key: string, bounds: GridBounds, passing = true): Cell | null {
  const { columns, from, to, row } = bounds;
  if (key === 'Home') return { ...cell, minute: from };
  if (key === 'End') return within({ ...cell, minute: to }, bounds);
  const step = STEPS[key];
  if (!step) return null;
  const column = Math.min(columns.length - 1, Math.max(0, cell.column + step.columns));
  if (step.rows === 0) return { ...cell, column };
  const under = passing ? cardAt(columns, cell) : undefined;
  const start = under?.span.from ?? cell.minute;
  const end = under?.span.to ?? cell.minute + 1;
  const minute = step.rows > 0 ? Math.ceil(end / row) * row : Math.ceil(start / row) * row - row;
  return within({ column, minute }, bounds);
}

/** Into the hours that are shown. */
export function within(cell: Cell, { columns, from, to, row }: GridBounds): Cell {
  const last = Math.max(from, (Math.ceil(to / row) - 1) * row);
  return {
    column: Math.max(0, Math.min(columns.length - 1, cell.column)),
    minute: Math.max(from, Math.min(last, cell.minute))
  };
}

/** The appointment that covers the cursor's row; of several the one that begins last, so that each can be reached. */
export function cardAt(columns: readonly Column[], { column, minute }: Cell): Card | undefined {
  return columns[column]?.cards.findLast(({ span }) => overlap(span, { from: minute, to: minute + 1 }));
}

/** The block that covers the cursor's row; of several the one that begins last. */
export function blockAt(columns: readonly Column[], { column, minute }: Cell): DayBlock | undefined {
  return columns[column]?.blocks.findLast(({ span }) => overlap(span, { from: minute, to: minute + 1 }));
}

/** The time being offered that covers the cursor's row. */
export function heldAt(columns: readonly Column[], { column, minute }: Cell): HeldTime | undefined {
  return columns[column]?.held.find(({ span }) => overlap(span, { from: minute, to: minute + 1 }));
}

/** The cell an appointment begins in, and its column; null when it is not among them. */
export function cellOf(columns: readonly Column[], appointment: string): Cell | null {
  for (const [column, { cards }] of columns.entries()) {
    const card = cards.find((one) => one.appointment.appointment === appointment);
    if (card) return { column, minute: card.span.from };
  }
  return null;
}
