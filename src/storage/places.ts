import type { RefusedRow, RowTable } from './schema.ts';
import type { Place } from './sealing.ts';

/** Where a row's body lies. */
export function placeOfRow(table: RowTable, key: string | readonly [string, string, string]): Place {
  return typeof key === 'string' ? [table, key] : [table, ...key];
}

/** Of the server's words; that of the bytes has one part more. */
export function placeOfRefused({ doc, client, clock }: Pick<RefusedRow, 'doc' | 'client' | 'clock'>): Place {
  return ['refused', doc, client, clock];
}
