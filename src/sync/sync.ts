import type { DocId } from '#domain/documents.ts';
import { deviceOf, type ClientId, type DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceRole } from '#protocol/access.ts';
import { LIMITS } from '#protocol/limits.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { LiveDocs } from './live-docs.ts';
import { MuxSocket, type DeviceProof, type Link, type TurnedAway } from './mux-socket.ts';
import { Outbox, type OutboxDisk } from './outbox.ts';
import { push } from './push.ts';
import type { Seams } from './seams.ts';

/** What sync asks of the disk of this device. */
export interface SyncDisk extends OutboxDisk {
  updatesOf(doc: DocId): Promise<readonly Uint8Array[]>;
  /** Stores foreign updates, all or none. True when something before them is missing. */
  merge(doc: DocId, updates: readonly Uint8Array[]): Promise<boolean>;
  /** Which life of the server this device knows; told of a new one before anything is sent to it. */
  greet(epoch: string): Promise<void>;
}

/**
 * How this build stands to the server's: near enough; `update-needed`: the server takes what it wrote and then sends it away;
 * `server-older`: what the server does not know yet waits here for it to be updated.
 */
export type Standing = 'fits' | 'update-needed' | 'server-older';

export interface SyncOptions {
  /** `wss://host/sync` */
  readonly url: string;
  /** `https://host`, or empty for the page's own. */
  readonly origin: string;
  readonly token: string;
  /** Of the person at the device. */
  readonly session?: () => Promise<string | undefined>;
  /** Of a device with keys. */
  readonly proof?: DeviceProof;
  readonly build: string;
  readonly device: { readonly no: DeviceNo; readonly role: DeviceRole };
  readonly disk: SyncDisk;
  readonly seams: Seams;
  readonly now: () => Instant;
  /** Whether a client is this tab's own. */
  isOwn(client: ClientId): boolean;
  link(link: Link, why: TurnedAway | null, reason: string): void;
  /** The server does not take what waits, for now: in its words, or null when it says nothing. */
  held(say: string | null): void;
  /** Told with every greeting. */
  standing(standing: Standing): void;
  /** A sign of life: the server's clock, and how far its journal has come. */
  beat(now: Instant, head: number): void;
}

/** One tab's half of the mirror: its connection, the documents it shows, and what it sends. */
export interface Sync {
  /** Keeps a document live. Returns the way to let go. */
  open(doc: DocId): () => void;
  /** Something of this document is on disk; `here` when this tab wrote it. */
  stored(doc: DocId, update: Uint8Array, origin: 'here' | 'elsewhere'): void;
  /** This tab leads: it also sends what other tabs have left behind. Until called off. */
  lead(signal: AbortSignal): void;
  /** The network or the person is back. */
  nudge(): void;
  /** A person asks: a new connection, and everything of this device that waits, also what is another tab's to send. */
  sendAgain(): void;
  stop(): void;
}

/** So long a tab that was asked to sends for the others as well: what comes twice is acknowledged twice. */
const HELPING_MS = 30_000;
/** A leader leaves to each tab what that tab has just written. */
const LEFT_BEHIND_MS = 2_000;

/** Also what is from later than now: the clock was wrong then, and has been set since. */
function isLeftBehind(since: Instant, now: Instant): boolean {
  return Math.abs(now - since) >= LEFT_BEHIND_MS;
}

export function startSync(options: SyncOptions): Sync {
  const { disk, seams, device } = options;
  const who = whoSends(options);

  const mux = new MuxSocket({
    url: options.url,
    token: options.token,
    ...(options.session && { session: options.session }),
    ...(options.proof && { proof: options.proof }),
    build: options.build,
    limits: LIMITS[device.role],
    seams,
    welcome: async ({ epoch, now, schema, minSchema }) => {
      options.standing(SCHEMA < minSchema ? 'update-needed' : SCHEMA > schema ? 'server-older' : 'fits');
      options.beat(now, 0);
      await disk.greet(epoch);
    },
    beat: (now, head) => {
      options.beat(now, head);
      live.beat();
    },
    link: (link, why, reason) => {
      options.link(link, why, reason);
      if (link === 'live') {
        live.linkIsLive();
        outbox.start();
      } else outbox.stop();
    }
  });
  const outbox: Outbox = new Outbox({
    mux,
    live: () => live,
    disk,
    seams,
    held: (no) => options.held(no && no.say),
    sends: who.sends,
    push: (parts, signal) => push('/sync/push', parts, options, signal)
  });
  const live: LiveDocs = new LiveDocs({
    mux,
    seams,
    updatesOf: disk.updatesOf,
    merge: disk.merge,
    answered: (doc, answer) => outbox.answered(doc, answer),
    refused: () => undefined,
    ready: (doc) => outbox.wake(doc),
    gone: (doc) => outbox.channelGone(doc)
  });

  mux.start();
  return {
    open: (doc) => live.open(doc),
    stored: (doc, update, origin) => {
      live.apply(doc, update);
      if (origin === 'here') outbox.wake(doc);
    },
    lead: (signal) => {
      who.lead(signal);
      sweep(outbox, seams, signal);
    },
    nudge: () => mux.nudge(),
    sendAgain: () => {
      who.help();
      mux.redial();
    },
    stop: () => {
      live.stop();
      outbox.stop();
      mux.stop();
    }
  };
}

/** Looks for what other tabs left behind, until called off. */
function sweep(outbox: Outbox, seams: Seams, signal: AbortSignal): void {
  if (signal.aborted) return;
  void outbox.sweep();
  seams.after(LEFT_BEHIND_MS, () => sweep(outbox, seams, signal));
}

/** Whose facts this tab sends: its own; as the leader, what other tabs left behind; for a while after it was asked to, all. */
function whoSends({ device, seams, isOwn, now }: SyncOptions) {
  let isLeading = false;
  let helpingUntil = -Infinity;
  return {
    sends: (client: ClientId, since: Instant): boolean => {
      if (isOwn(client)) return true;
      if (deviceOf(client) !== device.no) return false;
      return seams.elapsed() < helpingUntil || (isLeading && isLeftBehind(since, now()));
    },
    lead: (signal: AbortSignal): void => {
      isLeading = true;
      signal.addEventListener('abort', () => (isLeading = false), { once: true });
    },
    help: (): void => {
      helpingUntil = seams.elapsed() + HELPING_MS;
    }
  };
}
