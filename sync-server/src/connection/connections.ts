import type { DeviceNo } from '#domain/ids.ts';
import type { DeviceScope } from '#protocol/access.ts';
import { CLOSE, PERSON_OUT } from '#protocol/codes.ts';
import { BEAT_MS } from '#protocol/mux-frames.ts';
import type { Peer } from './peer.ts';

/** A live connection of either kind. */
export interface Connection {
  readonly peer: Peer;
  readonly wantsNews: boolean;
  /** Every few seconds: a sign of life the other end can hear. */
  beat(): void;
  /** The journal grew. */
  news(): void;
  end(): void;
}

/** How long commits are gathered into one piece of news. */
const NEWS_MS = 30;
/** Devices come back between these after a restart, so that not all come at once (RELIABILITY §3.5). */
const RETRY_FROM_MS = 500;
const RETRY_TO_MS = 5_000;

/** All live connections: their heartbeat, their news, their end. */
export class Connections {
  readonly #all = new Set<Connection>();
  readonly #beats: NodeJS.Timeout;
  #news: NodeJS.Timeout | undefined;

  constructor() {
    this.#beats = setInterval(() => this.#beat(), BEAT_MS);
    this.#beats.unref();
  }

  add(connection: Connection): void {
    this.#all.add(connection);
  }

  remove(connection: Connection): void {
    this.#all.delete(connection);
    connection.end();
  }

  has(device: DeviceNo): boolean {
    return [...this.#all].some(({ peer }) => peer.device.deviceNo === device);
  }

  /** All that have a socket open here. */
  every(): ReadonlySet<DeviceNo> {
    return new Set([...this.#all].map(({ peer }) => peer.device.deviceNo));
  }

  get size(): number {
    return this.#all.size;
  }

  journalGrew(): void {
    this.#news ??= setTimeout(() => {
      this.#news = undefined;
      for (const connection of this.#all) if (connection.wantsNews) connection.news();
    }, NEWS_MS);
  }

  /** A device that was removed is out at once, on all its sockets. */
  revoke(device: DeviceNo, reason = 'this device was removed'): void {
    for (const { peer } of this.#all) {
      if (peer.device.deviceNo === device) peer.close(CLOSE.revoked, reason);
    }
  }

  /** Boards that were set to other areas than when they came connect again, and are held to those [DEV-7]. */
  async moveBoards(areasOf: (device: DeviceNo) => Promise<DeviceScope['areas']>): Promise<void> {
    for (const { peer } of [...this.#all]) {
      const { role, areas, deviceNo } = peer.device;
      if (role === 'board' && (await areasOf(deviceNo))?.join(' ') !== areas?.join(' '))
        peer.close(CLOSE.restart, 'retry 0');
    }
  }

  /** Ends the sockets of people whose session is over [SES-5]. */
  async endSessions(over: (ids: ReadonlySet<string>) => Promise<ReadonlySet<string>>): Promise<void> {
    const ids = new Set([...this.#all].flatMap(({ peer }) => peer.session ?? []));
    if (ids.size === 0) return;
    const ended = await over(ids);
    for (const { peer } of this.#all)
      if (peer.session !== null && ended.has(peer.session)) peer.close(CLOSE.revoked, PERSON_OUT);
  }

  /** The server stops. The reason says after how many milliseconds to come back. */
  restart(): void {
    clearInterval(this.#beats);
    clearTimeout(this.#news);
    this.comeBack();
  }

  /** Everyone connects again, and reads anew. */
  comeBack(): void {
    for (const { peer } of this.#all) {
      const retryMs = Math.round(RETRY_FROM_MS + Math.random() * (RETRY_TO_MS - RETRY_FROM_MS));
      peer.close(CLOSE.restart, `retry ${retryMs}`);
    }
  }

  #beat(): void {
    for (const connection of this.#all) {
      connection.peer.heartbeat();
      connection.beat();
    }
  }
}
