import type { BoardSetting } from '#domain/board/areas.ts';
import type { Area } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceLine } from '#domain/practice/device-lines.ts';
import { counted } from '#ui/format.ts';

/** Wrong proofs before somebody should look (RELIABILITY §6, 4). */
const TOO_MANY_FAILURES = 5;

const HOUR_MS = 3_600_000;

/** How long ago something was, roughly. */
export function agoText(at: Instant, now: Instant): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / (24 * 60))} days ago`;
}

/** How a device is: one short line. */
export function stateText(device: DeviceLine, now: Instant): string {
  const { ended, isConnected, seenAt, unsent } = device;
  if (ended) {
    const how = ended.as === 'retired' ? 'Retired' : 'Removed';
    const by = ended.by === null ? '' : ` by ${ended.by}`;
    return `${how} ${agoText(ended.at, now)}${by}; ${ended.wipedAt === null ? 'not yet deleted there' : 'deleted there'}`;
  }
  const contact = isConnected ? 'Connected' : seenAt === null ? 'Never seen' : `Seen ${agoText(seenAt, now)}`;
  return unsent !== null && unsent > 0 ? `${contact}; ${counted(unsent, 'change')} unsent` : contact;
}

/** How long somebody may go on there without the server. */
export function leaseText({ leaseUntil, ended, role }: DeviceLine, now: Instant): string {
  if (ended || role !== 'desk') return '–';
  if (leaseUntil === null || leaseUntil <= now) return 'Nobody signed in';
  const hours = Math.round((leaseUntil - now) / HOUR_MS);
  return hours < 1 ? 'Under 1 h' : `${hours} h`;
}

/** What a board was set to. */
export function boardText({ areas, layout }: BoardSetting, known: readonly Area[]): string {
  const names = areas.map((area) => known.find((one) => one.area === area)?.name ?? 'an area that is no more');
  const manner = names.length < 2 ? '' : layout === 'columns' ? ', in columns' : ', in one list';
  return `Shows ${names.join(', ')}${manner}`;
}

/** Somebody should look at this one. */
export function warningOf({ failures, label }: DeviceLine): string | null {
  return failures >= TOO_MANY_FAILURES
    ? `Somebody tried ${failures} times to connect as ${label} and could not prove it.`
    : null;
}
