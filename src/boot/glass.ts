import { practiceDoc } from '#domain/documents.ts';
import type { AlarmMeans } from '#domain/practice/alarm-facts.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { GLASS_MS } from '#protocol/recovery.ts';
import type { Replica } from '#replica/replica.ts';
import type { AuditLog } from '#station/audit-log.ts';
import { StorageFault, type Station } from '#station/station.ts';
import type { Connected } from './connect.ts';
import type { DeviceClock } from './device-clock.ts';
import type { StatusBoard } from './status.ts';

/** Emergency access as it lasts: in memory alone, in all tabs of the device [GLASS-1]. */
export interface Glass {
  /** Names the alarm of it, here and at the server. */
  readonly alarm: string;
  /** By this device's clock. */
  readonly until: Instant;
  readonly means: AlarmMeans;
  /** Names of managers who vouched. */
  readonly vouched: readonly string[];
  readonly reason: string;
}

const READ_ONLY = 'Emergency access is for reading: nothing was written. To change something, sign in.';

/** The same station for reading alone [GLASS-3]. @param until by the station's clock */
function readingOnly(station: Station, until: Instant): Station {
  const refuse = (): Promise<never> => Promise.reject(new StorageFault('read-only', READ_ONLY));
  return {
    ...station,
    glass: { until },
    record: refuse,
    recordTogether: refuse,
    settleRefused: refuse,
    newTicket: refuse,
    newSlip: refuse,
    blobs: { ...station.blobs, keep: refuse },
    signing: { ...station.signing, seal: refuse },
    // A form that is begun all the same is nobody's to come back to.
    keepDraft: () => Promise.resolve(),
    dropDraft: () => Promise.resolve(),
    care: { freeSpace: refuse, dropRecords: refuse, fetchRecords: refuse, holdFirstSync: refuse },
    storageKey: { ...station.storageKey, change: refuse }
  };
}

/** No one is signed in, so there is nothing to say to the server: what is on this device is what is read. */
export const ALONE: Connected = {
  open: () => () => undefined,
  sendAgain: () => undefined,
  holdFirstSync: () => undefined,
  close: () => undefined
};

interface GlassParts {
  readonly glass: Glass;
  readonly clock: Pick<DeviceClock, 'now' | 'lastHeard'>;
  readonly status: Pick<StatusBoard, 'set'>;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly replica: Pick<Replica, 'record'>;
  readonly credentials: Pick<DeviceCredentials, 'deviceNo' | 'label'>;
  readonly station: Station;
}

/** A station as who broke the glass has it, once that is written down. @throws {DiskFault} */
export async function throughGlass(parts: GlassParts): Promise<Station> {
  const { glass, clock, status, station } = parts;
  await tellBroken(parts);
  status.set({ link: 'offline', lastHeard: clock.lastHeard() });
  // A device's clock may be wrong by a day; what is on screen goes by the server's.
  return readingOnly(station, glass.until + clock.now() - Date.now());
}

/**
 * Writes down that the glass was broken, before anything is shown: in the access log of whoever it was broken for, and as an alarm that
 * goes to all desks with what this device next sends, in the device's own name [GLASS-4] [GLASS-5].
 */
async function tellBroken({ glass, audit, replica, credentials, station }: GlassParts): Promise<void> {
  const { alarm, until, means, vouched, reason } = glass;
  const { deviceNo, label } = credentials;
  await audit.note({ action: 'access/broken-glass', refs: [`device:${deviceNo}`], reason: `${means}: ${reason}` });
  const { alarms } = await station.rows.practice();
  if (alarms.has(alarm)) return; // another tab has told it
  const { user, name } = station.user;
  const of = { alarm, what: 'glass-broken' as const, user, name, means, vouched, device: label, reason, until };
  await replica.record(`device:${deviceNo}`, [{ doc: practiceDoc, facts: [{ kind: 'alarm/raised', of }] }]);
}

/** Calls when the time is over; a clock that is set back wins none. Returns the way to stop. */
export function whenOver({ until }: Glass, over: () => void, now: () => Instant = Date.now): () => void {
  const timer = setTimeout(over, Math.min(GLASS_MS, Math.max(0, until - now())));
  return () => clearTimeout(timer);
}
