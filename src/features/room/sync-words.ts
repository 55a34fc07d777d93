import { minutesBetween, type Instant } from '#domain/time.ts';
import type { SyncStatus } from '#station/station.ts';
import { minutesText } from '#ui/format.ts';

/** The status line of a tablet: what is safe, in few words. "Sent" only of what the server has acknowledged [ROOM-8]. */
export function syncWords(
  status: SyncStatus,
  now: Instant
): { readonly words: string; readonly shape: string; readonly hue: 'calm' | 'waiting' | 'trouble' } {
  const { link, unsent, fault, refused, offlineSince } = status;
  if (fault) return { words: fault, shape: '▲', hue: 'trouble' };
  if (refused.length > 0) return { words: 'A change was not taken. Ask a desk.', shape: '▲', hue: 'trouble' };
  const toSend = unsent > 0 ? `Saved · ${unsent} to send` : 'Saved';
  if (link !== 'offline')
    return unsent > 0 ? { words: toSend, shape: '◐', hue: 'calm' } : { words: 'Sent', shape: '●', hue: 'calm' };
  const minutes = offlineSince === null ? 0 : minutesBetween(offlineSince, now);
  const offline = minutes > 0 ? `Offline ${minutesText(minutes)}` : 'Offline';
  return { words: `${offline} · ${toSend}`, shape: '◐', hue: 'waiting' };
}
