import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Core } from '../core.ts';
import type { Writer } from '../gate/writer.ts';
import { WriteRefused } from '../gate/writer.ts';
import type { Fact } from '#domain/fact.ts';
import { BadUpdate, decodeRuns } from '#protocol/update.ts';
import { boxIn } from '../people/rescued.ts';
import type { Columns } from '../records/records.ts';
import { ClinicRefusal } from './clinic.ts';

/** One thing the gate refused for good, as the server keeps it. */
export interface RefusedLine {
  readonly id: number;
  readonly at: number;
  readonly device: number;
  readonly doc: string;
  readonly code: string;
  readonly bytes: number;
}

export interface RefusedFacts extends RefusedLine {
  /** What it says; null when it cannot be read. */
  readonly facts: readonly unknown[] | null;
  /** Sealed to the recovery key: it opens with the kit alone. */
  readonly isSealed: boolean;
}

/** The log of what people do by the command line that is nobody's fact: one line of JSON each, in the data folder. No patient data. */
const ACTS = 'acts.log';
const LISTED = 1_000;

/** The oldest first. */
export async function listRefused({ records }: Core): Promise<readonly RefusedLine[]> {
  const sql = `SELECT id, at, device, doc, code, length(bytes) AS size FROM quarantine ORDER BY id LIMIT ${LISTED}`;
  return (await records.ask(sql)).map((row) => lineOf(row, Number(row['size'])));
}

export async function showRefused(core: Core, id: number): Promise<RefusedFacts> {
  const row = await rowOf(core, id);
  const bytes = row['bytes'] as Uint8Array; // a BLOB column
  act(core, { act: 'quarantine/shown', id });
  return { ...lineOf(row, bytes.length), facts: factsIn(bytes), isSealed: boxIn(bytes) !== null };
}

export async function discardRefused(core: Core, id: number): Promise<void> {
  const { device, code } = lineOf(await rowOf(core, id), 0);
  await core.records.ask('DELETE FROM quarantine WHERE id = ?', id);
  act(core, { act: 'quarantine/discarded', id, device, code });
}

/** What a removed device sealed to the recovery key, for who has the kit. @throws {ClinicRefusal} where it is not sealed */
export async function sealedRefused(core: Core, id: number): Promise<Uint8Array> {
  const box = boxIn((await rowOf(core, id))['bytes'] as Uint8Array); // a BLOB column
  if (!box) throw new ClinicRefusal('quarantine/clear', `${id} is not sealed: show reads it.`);
  act(core, { act: 'quarantine/opened', id });
  return box;
}

/**
 * Writes the facts as the importer: what they say, under another name. The rules hold for it as well. @throws {ClinicRefusal}
 * @param opened what was sealed, where it was
 */
export async function reapplyRefused(core: Core, importer: Writer, id: number, opened?: Uint8Array): Promise<number> {
  const row = await rowOf(core, id);
  const { device, code, doc } = lineOf(row, 0);
  const facts = factsIn(opened ?? (row['bytes'] as Uint8Array)); // a BLOB column
  if (!facts) throw new ClinicRefusal('quarantine/unreadable', 'This cannot be read, so it cannot be applied.');
  try {
    await importer.write(doc, facts as readonly Fact[]); // checked there, each of them
  } catch (error) {
    if (error instanceof WriteRefused)
      throw new ClinicRefusal('quarantine/refused', `It is refused again: ${error.message}`);
    throw error;
  }
  await core.records.ask('DELETE FROM quarantine WHERE id = ?', id);
  act(core, { act: 'quarantine/reapplied', id, device, code });
  return facts.length;
}

async function rowOf({ records }: Core, id: number): Promise<Columns> {
  const [row] = await records.ask('SELECT * FROM quarantine WHERE id = ?', id);
  if (!row) throw new ClinicRefusal('quarantine/nothing', `There is nothing with the number ${id}.`);
  return row;
}

function lineOf(row: Columns, bytes: number): RefusedLine {
  const [id, at, device] = [Number(row['id']), Number(row['at']), Number(row['device'])];
  return { id, at, device, doc: String(row['doc']), code: String(row['code']), bytes };
}

export function factsIn(bytes: Uint8Array): readonly unknown[] | null {
  try {
    return decodeRuns(bytes).flatMap(({ facts }) => facts);
  } catch (error) {
    if (error instanceof BadUpdate) return null;
    throw error;
  }
}

function act({ dataDir, now }: Core, what: Readonly<Record<string, string | number>>): void {
  const line = JSON.stringify({ at: new Date(now()).toISOString(), ...what });
  appendFileSync(path.join(dataDir, ACTS), `${line}\n`, { mode: 0o600, flush: true });
}
