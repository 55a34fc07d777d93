import { existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#domain/time.ts';
import type { Core } from '../core.ts';
import type { OnDuty } from '../store/store.ts';
import { ExportTooLarge, exportLog } from './export-log.ts';

/** In the data folder: a file a month, each an export (docs/access-log-export.md). Nothing here deletes one. */
export const SEALED = 'access-logs';
/** Looked at so often whether a month is over; the first time when a start has settled down. */
const EVERY_MS = 6 * 3_600_000;
const FIRST_MS = 10 * 60_000;
/** A server that stood still for longer seals what it can of it when asked: by an export. */
const MONTHS_BACK = 24;
const BY = 'device:1';

/**
 * Seals each month of the access log when it is over: what a clinic has to keep for six years is then in files that one page checks, also
 * when this server is no more (45 CFR 164.316(b)(2)) [AUD-19]. The journal keeps it all the same.
 */
export class MonthSeals implements OnDuty {
  readonly #core: Core;
  readonly #onFault: (error: unknown) => void;
  #timers: NodeJS.Timeout[] = [];
  #work: Promise<unknown> = Promise.resolve();

  constructor(core: Core, onFault: (error: unknown) => void) {
    this.#core = core;
    this.#onFault = onFault;
  }

  begin(): void {
    if (this.#timers.length > 0) return;
    const tick = (): void => void this.tick().catch(this.#onFault);
    this.#timers = [setTimeout(tick, FIRST_MS).unref(), setInterval(tick, EVERY_MS).unref()];
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  async stop(): Promise<void> {
    this.end();
    await this.#work;
  }

  /** Seals the oldest month that is over and has no file yet; answers its files, none when there is no such month. */
  tick(): Promise<readonly string[]> {
    const done = this.#work.then(() => this.#sealNext());
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #sealNext(): Promise<readonly string[]> {
    const { dataDir, journal, now } = this.#core;
    for (let back = MONTHS_BACK; back >= 1; back--) {
      const { name, from, to } = monthBefore(now(), back);
      if (existsSync(path.join(dataDir, SEALED, `${name}.jsonl`))) continue;
      if (existsSync(path.join(dataDir, SEALED, `${name}-1.jsonl`))) continue;
      // Nothing at all was written then: the practice was not there yet, or was closed.
      if ((await journal.seqBefore(from)) === (await journal.seqBefore(to))) continue;
      return await this.#seal(name, from, to);
    }
    return [];
  }

  /** One file; where it would be too large, parts of the month, numbered. */
  async #seal(name: string, from: Instant, to: Instant): Promise<readonly string[]> {
    for (let parts = 1; ; parts *= 2) {
      const step = Math.ceil((to - from) / parts);
      try {
        const texts: string[] = [];
        for (let at = from; at < to; at += step) {
          const lines = await exportLog(this.#core, { from: at, to: Math.min(to, at + step), by: BY });
          texts.push(`${lines.join('\n')}\n`);
        }
        const names = texts.map((_, index) => (parts === 1 ? `${name}.jsonl` : `${name}-${index + 1}.jsonl`));
        // The first of them says that the month is sealed: it comes last.
        for (const [index, text] of [...texts.entries()].reverse()) await this.#write(names[index] ?? name, text);
        return names;
      } catch (error) {
        if (!(error instanceof ExportTooLarge)) throw error;
      }
    }
  }

  async #write(name: string, text: string): Promise<void> {
    const folder = path.join(this.#core.dataDir, SEALED);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path.join(folder, `${name}.part`), 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(path.join(folder, `${name}.part`), path.join(folder, name));
  }
}

/** A month of UTC, so many before the one that is now: `2026-10`. */
function monthBefore(
  now: Instant,
  back: number
): { readonly name: string; readonly from: Instant; readonly to: Instant } {
  const today = new Date(now);
  const begins = (months: number): number => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1);
  const from = begins(-back);
  return { name: new Date(from).toISOString().slice(0, 7), from, to: begins(1 - back) };
}
