import { parseDocId, type DocId } from '#domain/documents.ts';
import { minutesBetween, type Instant } from '#domain/time.ts';
import type { SyncStatus } from '#station/station.ts';
import { counted, dayText, minutesText } from '#ui/format.ts';

/** The status line: short, honest, always there [SHELL-3]. */
export interface StatusLine {
  readonly hue: 'expected' | 'waiting' | 'active' | 'done' | 'trouble';
  readonly text: string;
}

/** What the line says. "Sent" is said only while the server answers and has acknowledged everything [SHELL-3]. */
export function statusLine(status: SyncStatus | undefined, now: Instant): StatusLine {
  if (!status) return { hue: 'expected', text: 'Starting' };
  if (status.fault !== null || status.lost) return { hue: 'trouble', text: 'Not saved' };
  const waits = status.unsent + (status.scansToSend ?? 0);
  const toSend = waits > 0 ? `${waits.toLocaleString('en-US')} to send` : '';
  const parts =
    status.link === 'offline'
      ? [`Offline ${minutesText(minutesBetween(status.offlineSince ?? now, now))}`, toSend || 'Saved']
      : status.link === 'connecting'
        ? ['Saved', toSend || 'Connecting']
        : ['Saved', toSend || 'Sent'];
  const look = status.refused.length > 0 ? [`${status.refused.length} to look at`] : [];
  return {
    hue: look.length > 0 ? 'trouble' : status.link === 'live' ? (toSend ? 'active' : 'done') : 'waiting',
    text: [...parts, ...look].join(' · ')
  };
}

/** That this build, or the server, is to be updated, what is safe and what to do; null when neither is [SHELL-11]. */
export function updateStory({ update, unsent }: SyncStatus): string | null {
  if (update === 'needed') {
    const safe =
      unsent === 0
        ? 'Nothing is lost.'
        : `Your ${counted(unsent, 'unsent change')} ${unsent === 1 ? 'is' : 'are'} safe.`;
    return `Please update Anteroom on this device: reload this page. ${safe}`;
  }
  if (update !== 'server' || unsent === 0) return null;
  return `The server is being updated; ${counted(unsent, 'change')} of this newer Anteroom ${unsent === 1 ? 'waits' : 'wait'} here for it.`;
}

/** What the line means, in one or two sentences: what happened, what is safe, what to do next. */
export function statusStory(status: SyncStatus, now: Instant): string {
  if (status.lost) return lostText(status.lost.unsent);
  if (status.fault !== null) return status.fault;
  const update = updateStory(status);
  if (update !== null) return update;
  const scans = status.scansToSend ?? 0;
  const pages = scans === 0 ? '' : ` ${counted(scans, 'scanned page')} ${scans === 1 ? 'is' : 'are'} still on the way.`;
  const waiting =
    status.unsent === 0
      ? pages
      : `${pages} ${counted(status.unsent, 'change')} ${status.unsent === 1 ? 'waits' : 'wait'} to be sent${sinceText(status, now)}.`;
  switch (status.link) {
    case 'offline':
      return `The clinic’s server cannot be reached. Go on working: everything is saved on this device and will be sent by itself once the server answers.${waiting}`;
    case 'connecting':
      return `Connecting to the clinic’s server. Everything is saved on this device.${waiting}`;
    case 'live':
      return status.unsent + scans === 0
        ? 'Everything you did is saved on this device, and the server has it on its disk.'
        : `Saved on this device.${waiting}`;
  }
}

function sinceText({ unsentSince }: SyncStatus, now: Instant): string {
  const minutes = unsentSince === null ? 0 : minutesBetween(unsentSince, now);
  return minutes > 0 ? `, the oldest since ${minutesText(minutes)}` : '';
}

/** What waits is stuck when it has not moved for this long though the server answers (RELIABILITY P9). */
const STUCK_MS = 30_000;
/** Away for longer than this, it is said by more than the status line. */
const LONG_OFFLINE_MS = 5 * 60_000;

/** A sentence or two when what waits does not get to the server, with the cause as far as it is known; null while all is well [SHELL-8]. */
export function stuckText(status: SyncStatus, now: Instant): string | null {
  const { link, unsent, movedAt = null, heldUp = null, offlineSince } = status;
  const changes = counted(unsent, 'change');
  if (link === 'offline') {
    if (offlineSince === null || now - offlineSince < LONG_OFFLINE_MS) return null;
    const safe =
      unsent === 0 ? 'Everything is saved here.' : `${changes} saved here ${unsent === 1 ? 'waits' : 'wait'}.`;
    return `No server for ${minutesText(minutesBetween(offlineSince, now))}. Go on working. ${safe} If other desks are online, look at this one’s network.`;
  }
  if (link !== 'live' || unsent === 0 || movedAt === null || now - movedAt < STUCK_MS) return null;
  const cause = heldUp ?? 'The server answers, but has not taken them.';
  return `${changes} ${unsent === 1 ? 'has' : 'have'} waited ${minutesText(Math.max(1, minutesBetween(movedAt, now)))} to be sent: ${cause} Nothing is lost.`;
}

/** The browser threw the store away under the running app: what is safe, what is not, what to do. */
export function lostText(unsent: number): string {
  const sent = 'The browser threw away what Anteroom kept on this device. Whatever was sent is safe on the server.';
  if (unsent === 0) return `${sent} Nothing was waiting to be sent. Start again: this device is set up anew.`;
  return `${sent} ${counted(unsent, 'change')} had not been sent. Note down what you still see of them, then start again.`;
}

/** @param bytes null where the browser does not tell */
export function freedText(bytes: number | null): string {
  if (bytes === null) return 'What could be packed closer is.';
  const megabytes = bytes / 1_000_000;
  if (megabytes < 0.1) return 'Nothing could be packed closer. Remove other files from this device.';
  return `${megabytes.toFixed(1)} MB are free again.`;
}

/** A sentence where the browser does not promise to keep this device's store, or null [SHELL-12]. */
export function lastingWarning({ lasting }: SyncStatus): string | null {
  if (lasting !== false) return null;
  return 'This browser may clear what is kept here when space gets short. Install Anteroom as an app, and it asks again.';
}

/** What the banner says of changes that wait for a person's word. */
export function refusedText(count: number): string {
  const [were, them] = count === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${counted(count, 'change')} ${were} not accepted by the server. Nothing is lost: what becomes of ${them} is for a person to say.`;
}

/** What a document is called by people: `Schedule of Fri, Nov 20`. No names: the list may be read over a shoulder. */
export function docText(doc: DocId): string {
  const ref = parseDocId(doc);
  switch (ref?.kind) {
    case 'practice':
      return 'Practice settings';
    case 'day':
      return `The day ${dayText(ref.date)}`;
    case 'patient':
      return 'A patient’s record';
    case 'case':
      return 'A patient’s place on a list';
    case 'inbox':
      return `Kiosk ${ref.device}`;
    case 'audit':
      return `This device’s access log of ${dayText(ref.date)}`;
    case 'arrivals':
    case 'board':
      return `Screens of ${dayText(ref.date)}`;
    default:
      return 'Other records';
  }
}

/** A clock that is off by more than this is told of (product/00-model.md §4). */
const SKEW_MS = 90_000;

/** A sentence when this device's clock is off, or null. */
export function clockWarning({ clockOffsetMs }: SyncStatus): string | null {
  if (clockOffsetMs === null || Math.abs(clockOffsetMs) < SKEW_MS) return null;
  return `This device’s clock is ${spanText(Math.round(Math.abs(clockOffsetMs) / 60_000))} ${clockOffsetMs > 0 ? 'slow' : 'fast'}. Nothing is lost; times here may look odd. Set the clock in the system settings.`;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** `10 minutes`, `3 hours`, `1 day`. */
function spanText(minutes: number): string {
  if (minutes < 2 * HOUR) return counted(Math.max(1, minutes), 'minute');
  return minutes < 0.9 * DAY ? counted(Math.round(minutes / HOUR), 'hour') : counted(Math.round(minutes / DAY), 'day');
}
