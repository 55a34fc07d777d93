import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import { auditDoc } from '#domain/documents.ts';
import { localDateOf, plusDays, type Instant } from '#domain/time.ts';
import type { Journal } from '../journal/journal.ts';
import { AGENT_NO } from '../people/devices.ts';
import { auditRow } from './audit-rows.ts';

/** As many as a device keeps (SECURITY.md §5), and the days they are looked for in. */
const KEPT = 10_000;
const DAYS = 14;
const PAGE = 500;

/** The newest checkpoints of this life of the server, at hand for the devices that ask each minute; whichever process made them. */
export class CheckpointShelf {
  readonly #journal: Journal;
  readonly #now: () => Instant;
  #loaded: Promise<void> | null = null;
  #kept: Checkpoint[] = [];

  constructor(journal: Journal, now: () => Instant) {
    this.#journal = journal;
    this.#now = now;
    journal.onCommit((rows) => {
      for (const row of rows)
        if (row.doc.startsWith(`audit/${AGENT_NO}/`)) this.#put(auditRow(row.seq, row.update).checkpoints);
    });
  }

  async after(n: number): Promise<{ readonly checkpoints: readonly Checkpoint[]; readonly more: boolean }> {
    await (this.#loaded ??= this.#load());
    const later = this.#kept.filter((checkpoint) => checkpoint.n > n);
    return { checkpoints: later.slice(0, PAGE), more: later.length > PAGE };
  }

  async #load(): Promise<void> {
    const today = localDateOf(this.#now(), 'UTC');
    for (let back = DAYS; back >= -1; back--) {
      const update = await this.#journal.read(auditDoc(AGENT_NO, plusDays(today, -back)), new Map());
      if (update) this.#put(auditRow(0, update).checkpoints);
    }
  }

  #put(checkpoints: readonly Checkpoint[]): void {
    for (const checkpoint of checkpoints) {
      if (checkpoint.epoch !== this.#journal.epoch) continue;
      if (this.#kept.some(({ n }) => n === checkpoint.n)) continue;
      this.#kept.push(checkpoint);
    }
    this.#kept.sort((a, b) => a.n - b.n);
    if (this.#kept.length > KEPT) this.#kept = this.#kept.slice(-KEPT);
  }
}
