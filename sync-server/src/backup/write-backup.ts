import { setImmediate as nextTurn } from 'node:timers/promises';
import { hash } from 'node:crypto';
import type { Instant } from '#domain/time.ts';
import type { ArrivalsKeyPair } from '#protocol/envelope.ts';
import { arrivalsKeyFile } from '../agent/arrivals-key.ts';
import type { Journal } from '../journal/journal.ts';
import type { Columns, Records } from '../records/records.ts';
import { packed, type BackupRecord } from './content.ts';
import { writeSealed } from './sealed-file.ts';

/** What is backed up. The journal's rows never change, so they are copied while the server writes on; no copy of the file is needed. */
export interface BackupSource {
  readonly journal: Pick<Journal, 'epoch' | 'head' | 'rows'>;
  readonly records: Records;
  arrivalsKey(): Promise<ArrivalsKeyPair>;
}

export interface BackupMade {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** The registers that come whole with every backup, and those that are long and come in pages by their number. */
const WHOLE = ['devices', 'people', 'codes', 'meta', 'sessions', 'passkeys'];
const PAGED = ['sign_ins', 'quarantine'];
const PAGE = 100;

/** Writes the rows after `from` up to now, and all registers, to a file. One page of rows is in memory, and others' frames come between. */
export async function writeBackup(
  source: BackupSource,
  publicKey: Uint8Array,
  { file, from, at }: { readonly file: string; readonly from: number; readonly at: Instant }
): Promise<BackupMade> {
  const { epoch } = source.journal;
  const to = source.journal.head();
  const bytes = await writeSealed(file, publicKey, { epoch, from, to, at }, packed(recordsOf(source, from, to)));
  return { file, from, to, bytes };
}

/** A fingerprint of the registers: a person or device that came or went is a reason for a backup too. */
export async function registersOf(records: Records): Promise<string> {
  const tables = [];
  for (const table of ['devices', 'people', 'codes', 'passkeys'])
    tables.push(await records.ask(`SELECT * FROM ${table}`));
  const text = JSON.stringify(tables, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
  );
  return hash('sha256', text);
}

async function* recordsOf(source: BackupSource, from: number, to: number): AsyncGenerator<BackupRecord> {
  let last = from;
  while (last < to) {
    const page = await source.journal.rows(last);
    for (const row of page) {
      if (row.seq > to) break;
      last = row.seq;
      yield { type: 'row', row };
    }
    // A row that is missing in the middle would be an endless loop; the chain will tell of it, a backup must not hide it.
    if (page.length === 0) throw new Error(`the journal ends at row ${last}, before row ${to}`);
    await nextTurn();
  }
  for await (const { table, columns } of linesOf(source.records)) yield { type: 'line', table, columns };
  yield { type: 'file', name: arrivalsKeyFile.name, bytes: arrivalsKeyFile.encode(await source.arrivalsKey()) };
  yield { type: 'end', rows: to - from };
}

async function* linesOf(records: Records): AsyncGenerator<{ table: string; columns: Columns }> {
  for (const table of WHOLE) {
    for (const columns of await records.ask(`SELECT * FROM ${table}`)) yield { table, columns };
  }
  for (const table of PAGED) {
    let after = 0;
    for (;;) {
      const page = await records.ask(`SELECT * FROM ${table} WHERE id > ? ORDER BY id LIMIT ${PAGE}`, after);
      for (const columns of page) yield { table, columns };
      if (page.length < PAGE) break;
      after = Number(page.at(-1)?.['id']);
      await nextTurn();
    }
  }
}
