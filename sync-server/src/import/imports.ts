import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { UserId } from '#domain/ids.ts';
import {
  NO_IMPORT_CHOICES,
  type ImportChoices,
  type ImportState,
  type BeginImportRequest
} from '#domain/import/import-state.ts';
import type { Core } from '../core.ts';
import type { AsideLine, AsideTask } from './aside-words.ts';

export interface ImportsOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** Writes into the access log that records were taken in. */
  readonly told: (taken: number, format: string, by: UserId) => void;
  /** A file that nobody touches for so long is removed, ms. */
  readonly forgetMs?: number;
}

/** Why an import does not do what it was asked; `imports-api` has the words. */
export type ImportRefused = 'busy' | 'no-file' | 'not-whole' | 'out-of-turn' | 'too-long';

const READER = fileURLToPath(new URL('./read-aside.ts', import.meta.url));
const FORGET_MS = 30 * 60_000;

const NOTHING: ImportState = {
  step: 'none',
  format: null,
  by: null,
  bytes: 0,
  have: 0,
  done: 0,
  choices: NO_IMPORT_CHOICES,
  preview: null,
  outcome: null,
  say: null
};

/**
 * The one file of patients that is being taken in [IMP-33]. It lies in the data folder, for the server's own eyes, until it is in or forgotten; a
 * process of its own reads it.
 */
export class Imports {
  readonly #options: ImportsOptions;
  readonly #folder: string;
  #state: ImportState = NOTHING;
  #file = '';
  #child: ChildProcess | null = null;
  #forgetting: NodeJS.Timeout | undefined;

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#folder = path.join(options.dataDir, 'import');
  }

  get state(): ImportState {
    return this.#state;
  }

  /** Makes room for a file; one that is here already gives way, unless it is in use or somebody else's. */
  async begin({ format, bytes }: BeginImportRequest, by: UserId): Promise<ImportRefused | null> {
    const { step } = this.#state;
    if (this.#child || (by !== this.#state.by && ['receiving', 'checked', 'stopped'].includes(step))) return 'busy';
    await this.#remove();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#file = path.join(this.#folder, randomUUID());
    await (await open(this.#file, 'wx', 0o600)).close();
    this.#set({ ...NOTHING, step: 'receiving', format, by, bytes });
    return null;
  }

  /** Takes the next part. When the file is whole it is read, and nothing written. */
  async part(at: number, part: Uint8Array): Promise<ImportRefused | null> {
    const { step, have, bytes } = this.#state;
    if (step !== 'receiving') return 'no-file';
    if (at < have) return null;
    if (at > have) return 'out-of-turn';
    if (have + part.length > bytes) return 'too-long';
    const file = await open(this.#file, 'r+');
    try {
      await file.write(part, 0, part.length, at);
    } finally {
      await file.close();
    }
    this.#set({ ...this.#state, have: have + part.length });
    if (this.#state.have === bytes) this.#read(NO_IMPORT_CHOICES, { dryRun: true });
    return null;
  }

  /** Reads the file as somebody decided, and writes nothing. */
  check(choices: ImportChoices): ImportRefused | null {
    return this.#mayRead() ?? this.#read(choices, { dryRun: true });
  }

  /** Takes the file in. One that was stopped goes on: what is in is recognised [IMP-3]. */
  start(choices: ImportChoices): ImportRefused | null {
    return this.#mayRead() ?? this.#read(choices, { dryRun: false });
  }

  /** Ends what runs, after the batch in hand. */
  stop(): void {
    this.#child?.kill('SIGTERM');
  }

  async forget(): Promise<ImportRefused | null> {
    if (this.#child) return 'busy';
    await this.#remove();
    this.#state = NOTHING;
    return null;
  }

  /** For the server's end: nothing is left on disk. */
  async close(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#remove();
  }

  #mayRead(): ImportRefused | null {
    const { step, have, bytes } = this.#state;
    if (this.#child) return 'busy';
    if (step === 'none' || step === 'done') return 'no-file';
    return have < bytes ? 'not-whole' : null;
  }

  #read(choices: ImportChoices, { dryRun }: { readonly dryRun: boolean }): null {
    const { format, by } = this.#state;
    if (!format || !by) return null;
    const child = spawn(process.execPath, [READER], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child = child;
    this.#set({ ...this.#state, step: dryRun ? 'checking' : 'taking-in', choices, done: 0, outcome: null, say: null });
    let taken = 0;
    let end: Partial<ImportState> = { step: 'failed', say: 'The server had a fault while reading the file.' };
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as AsideLine; // from our own process
      if (line.is === 'preview') this.#set({ ...this.#state, preview: line.preview });
      else if (line.is === 'progress') {
        taken = line.taken;
        this.#set({ ...this.#state, done: line.done });
      } else if (line.is === 'fault') end = { step: 'failed', say: line.say };
      else {
        const { total } = line.outcome;
        taken = total.added + total.changed;
        end = { step: line.stopped ? 'stopped' : dryRun ? 'checked' : 'done', outcome: line.outcome, done: 1 };
      }
    });
    child.once('close', () => {
      // Also of what was taken in before it ended badly.
      if (!dryRun && taken > 0) this.#options.told(taken, format, by);
      void this.#ended(end);
    });
    // A process that is gone before it has read its task is told of by its end.
    child.stdin.on('error', () => undefined);
    const { dataDir, databaseUrl } = this.#options;
    const task: AsideTask = { file: this.#file, format, dryRun, choices, dataDir, databaseUrl };
    child.stdin.end(`${JSON.stringify(task)}\n`);
    return null;
  }

  /** Who is told that a file is in can rely on it being gone. */
  async #ended(end: Partial<ImportState>): Promise<void> {
    if (end.step === 'done') await this.#remove().catch(() => undefined);
    this.#child = null;
    this.#set({ ...this.#state, ...end });
  }

  #set(state: ImportState): void {
    this.#state = state;
    clearTimeout(this.#forgetting);
    const { forgetMs = FORGET_MS } = this.#options;
    this.#forgetting = setTimeout(() => void this.forget(), forgetMs).unref();
  }

  async #remove(): Promise<void> {
    clearTimeout(this.#forgetting);
    this.#file = '';
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What a server that ended badly left of a file is removed first. */
export async function openImports(core: Core, databaseUrl: string | undefined): Promise<Imports> {
  const imports = new Imports({
    dataDir: core.dataDir,
    databaseUrl: databaseUrl ?? null,
    told: (taken, format, by) =>
      core.told.did({ action: 'patients/imported', refs: [], reason: `${taken} records, ${format}` }, by)
  });
  await imports.forget();
  return imports;
}
