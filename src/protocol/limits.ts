import type { DeviceRole } from './access.ts';

/**
 * What one connection of a role may do (RELIABILITY §3.2). Frames per second with a burst on top; bytes a frame. A kiosk
 * has its inbox and its envelopes open and, while it is sent, its access log. A board has one document open for each of its waiting
 * areas, and those are at most four: as many columns as can be read from five metres (MAX_BOARD_AREAS).
 */
export interface Limits {
  readonly frameBytes: number;
  readonly framesPerSecond: number;
  readonly burst: number;
  readonly docsOpen: number;
  /** Of what it appends, over all its connections. */
  readonly bytesPerDay: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS: Readonly<Record<DeviceRole, Limits>> = {
  desk: { frameBytes: 64 * KIB, framesPerSecond: 50, burst: 500, docsOpen: 200, bytesPerDay: 50 * MIB },
  room: { frameBytes: 64 * KIB, framesPerSecond: 10, burst: 100, docsOpen: 5, bytesPerDay: 10 * MIB },
  kiosk: { frameBytes: 16 * KIB, framesPerSecond: 2, burst: 20, docsOpen: 3, bytesPerDay: 2 * MIB },
  board: { frameBytes: 1 * KIB, framesPerSecond: 0.2, burst: 20, docsOpen: 4, bytesPerDay: 64 * KIB },
  agent: {
    frameBytes: 64 * KIB,
    framesPerSecond: Infinity,
    burst: Infinity,
    docsOpen: Infinity,
    bytesPerDay: Infinity
  },
  importer: {
    frameBytes: 1024 * KIB,
    framesPerSecond: Infinity,
    burst: Infinity,
    docsOpen: Infinity,
    bytesPerDay: Infinity
  }
};

/** One update's structs, and one struct's length. */
export const MAX_STRUCTS = 2_000;
export const MAX_STRUCT_LENGTH = 100_000;
/** Awareness state of one client, bytes. */
export const MAX_AWARENESS = 1 * KIB;
/** A fact's nesting, and the length of any one text in it. */
export const MAX_FACT_DEPTH = 12;
export const MAX_TEXT = 20_000;
