import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Of the file system that the data lie on, bytes. */
export interface DiskSpace {
  readonly free: number;
  readonly total: number;
}

/** `low` is told; `full` takes no more facts [DSK-1]. */
export type DiskState = 'enough' | 'low' | 'full';

export interface DiskWatchOptions {
  readonly dataDir: string;
  /** How the disk is asked; a test has its own. */
  readonly measure?: () => DiskSpace;
  /** Less than this free is full. Bytes; ANTEROOM_MIN_FREE_MB, 500. */
  readonly minFree?: number;
  readonly onChange?: (state: DiskState) => void;
}

const MIB = 1024 ** 2;
const MIN_FREE_MIB = 500;
const LOW = 0.85;
const FULL = 0.95;
/** So much more must be free again before facts are taken, so that it does not go to and fro. */
const SLACK = 1.1;
const LOOK_MS = 10_000;
/** Kept aside while there is room, and given back when there is none: the journal's own log, sign-ins and reads go on with it. */
const RESERVE_BYTES = 64 * MIB;
const RESERVE = 'reserve';

/**
 * Watches how full the disk is. Facts are refused (`E_DISK`, to be sent again) well before SQLite would be: what is acked is never
 * in doubt, and a server that can still write can still tell. It recovers by itself when there is room [DSK-2].
 */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  readonly #minFree: number;
  #state: DiskState = 'enough';
  #space: DiskSpace;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
    this.#minFree = options.minFree ?? minFreeFrom(process.env['ANTEROOM_MIN_FREE_MB']);
    this.#space = this.#measure();
    this.#state = stateOf(this.#space, this.#minFree);
    if (this.#state !== 'enough') this.#options.onChange?.(this.#state);
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get state(): DiskState {
    return this.#state;
  }

  get isReadOnly(): boolean {
    return this.#state === 'full';
  }

  get space(): DiskSpace {
    return this.#space;
  }

  /** Asks the disk now. The reserve is kept from here on, so that a start does not wait for it. */
  look(): void {
    this.#space = this.#measure();
    const before = this.#state;
    this.#state = stateOf(this.#space, this.#minFree * (before === 'full' ? SLACK : 1));
    if (this.#state === 'full') this.#giveReserve();
    else this.#keepReserve();
    if (this.#state !== before) this.#options.onChange?.(this.#state);
  }

  #measure(): DiskSpace {
    if (this.#options.measure) return this.#options.measure();
    const { bavail, blocks, bsize } = statfsSync(this.#options.dataDir);
    return { free: bavail * bsize, total: blocks * bsize };
  }

  #giveReserve(): void {
    rmSync(this.#reserve(), { force: true });
  }

  /** Only where it is a small part of what is free, and real bytes: a hole in a file reserves nothing. */
  #keepReserve(): void {
    if (this.#space.free < 10 * RESERVE_BYTES || existsSync(this.#reserve())) return;
    const piece = Buffer.alloc(MIB, 0xa5);
    const handle = openSync(this.#reserve(), 'w', 0o600);
    try {
      for (let written = 0; written < RESERVE_BYTES; written += piece.length) writeSync(handle, piece);
      fsyncSync(handle);
    } catch {
      this.#giveReserve(); // the room went meanwhile: the next look will see
    } finally {
      closeSync(handle);
    }
  }

  #reserve(): string {
    return path.join(this.#options.dataDir, RESERVE);
  }
}

export function stateOf({ free, total }: DiskSpace, minFree: number): DiskState {
  const used = total > 0 ? 1 - free / total : 0;
  if (used >= FULL || free < minFree) return 'full';
  return used >= LOW ? 'low' : 'enough';
}

/** Bytes from a number of MiB in text. @throws {RangeError} */
export function minFreeFrom(text: string | undefined): number {
  const mib = Number(text ?? MIN_FREE_MIB);
  if (!(mib >= 0)) throw new RangeError(`ANTEROOM_MIN_FREE_MB is "${text}"; it is a number of megabytes.`);
  return mib * MIB;
}
