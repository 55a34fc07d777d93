/** Calls that fit in a column above those who wait, at a size that is read from afar. */
export const MOST_IN_COLUMN = 2;

export interface ColumnFilling {
  /** Standing calls of the area. */
  readonly calls: number;
  readonly columns: number;
  /** Somebody was told how long. In four columns that stands below the code, and takes a line. */
  readonly hasWaits: boolean;
}

/** Codes of who waits that fit below the calls in a column; longer lists take turns [BRD-12]. */
export function columnRows({ calls, columns, hasWaits }: ColumnFilling): number {
  const rows = [6, 4, 3][Math.min(calls, MOST_IN_COLUMN)] ?? 3;
  const fewer = calls > MOST_IN_COLUMN ? 2 : rows;
  return columns > 3 && hasWaits ? Math.max(1, Math.floor((fewer * 2) / 3)) : fewer;
}
