import type { DeviceNo, PatientId, UserId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { AuditRef } from './audit-facts.ts';
import type { AuditEntry } from './chain.ts';
import type { ActionGroup } from './action-groups.ts';

/** What makes an entry worth a look (SECURITY.md §2, T9). The first four follow from who people are, the others from the entry. */
export type WatchFlag = 'own-record' | 'same-surname' | 'same-household' | 'co-worker';
export type AuditFlag = WatchFlag | 'after-hours' | 'broken-glass' | 'denied' | 'witness-disagreed';

/** An entry as it is shown to who may read the log. */
export interface AuditLine {
  readonly dev: DeviceNo;
  readonly session: string;
  /** In its session. */
  readonly n: number;
  readonly at: Instant;
  readonly user: UserId;
  readonly action: string;
  readonly refs: readonly string[];
  readonly reason: string;
  readonly fields: readonly string[];
  readonly verdict: 'done' | 'denied';
  readonly flags: readonly AuditFlag[];
  /** Somebody looked at it and said why it was right; the last word on it. */
  readonly explained: { readonly by: UserId; readonly at: Instant; readonly note: string } | null;
  /** Its place among all, for the page after it. */
  readonly place: AuditPlace;
}

/** By moment, then in the journal's order. */
export type AuditPlace = readonly [at: Instant, seq: number, index: number];

/** One person and one patient of whom it matters that the one looks at the other. `co-worker`: anybody but that person. */
export interface Watch {
  readonly patient: PatientId;
  readonly user: UserId;
  readonly flag: WatchFlag;
}

/** Which entries are asked for: the latest first, a page at a time. */
export interface AuditQuestion {
  /** Of one patient, day or device. */
  readonly about: AuditRef | null;
  readonly user: UserId | null;
  readonly group: ActionGroup | 'all';
  /** From this moment, up to and without that one. */
  readonly from: Instant;
  readonly to: Instant;
  /** The last one that is known already. */
  readonly before: AuditPlace | null;
}

export interface AuditAnswer {
  readonly lines: readonly AuditLine[];
  /** There are more after the last of these. */
  readonly more: boolean;
}

/** What stands over the week's exceptions, beside them. */
export interface AuditCards {
  /** Five and more tries to sign in that failed within a day at one place. */
  readonly failures: readonly {
    readonly device: DeviceNo | null;
    readonly user: UserId | null;
    readonly count: number;
    readonly last: Instant;
  }[];
  /** Devices that have written nothing for longer than anybody may work there without the server. */
  readonly silent: readonly { readonly device: DeviceNo; readonly label: string; readonly last: Instant | null }[];
}

export function entryName({ dev, session, n }: Pick<AuditLine, 'dev' | 'session' | 'n'>): string {
  return `${dev}/${session}/${n}`;
}

/** An entry of this device as a line, where the server is not there to say more of it. */
export function lineOf(entry: AuditEntry, index: number): AuditLine {
  const { dev, session, seq, wall, user, action, refs, reason, fields, verdict } = entry;
  const said = { dev, session, n: seq, at: wall, user, action, refs, reason, fields, verdict };
  return { ...said, flags: flagsOf(entry, false), explained: null, place: [wall, index, 0] };
}

/** The flags that follow from the entry alone. */
export function flagsOf({ action }: Pick<AuditEntry, 'action'>, isAfterHours: boolean): AuditFlag[] {
  const flags: AuditFlag[] = isAfterHours ? ['after-hours'] : [];
  if (action === 'access/broken-glass') flags.push('broken-glass');
  if (action === 'access/denied') flags.push('denied');
  if (action === 'witness/disagreed') flags.push('witness-disagreed');
  return flags;
}
