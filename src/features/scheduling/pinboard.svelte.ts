import type { AppointmentId, SiteId } from '#domain/ids.ts';
import { ok } from '#domain/result.ts';
import type { Elsewhere } from '#domain/scheduling/appointment-facts.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';
import { live } from '#station/live.svelte.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';

/** An appointment that waits for another place. It keeps the one it has until then [SCH-15]. */
export interface Pinned {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

/** What this person has parked: kept as drafts, so it is still there on another day and after a reload. */
export interface Pinboard {
  /** The one that waits longest first. */
  readonly pinned: readonly Pinned[];
  park(pinned: Pinned): Promise<void>;
  /** It has found its place, or stays where it is. */
  release(appointment: AppointmentId): void;
}

const KEY = 'pinned/';

export function createPinboard(station: Station, toasts: Toasts): Pinboard {
  const { site } = station.device;
  const rows = live(station, () => (from) => pinnedIn(from, site));
  return {
    get pinned() {
      return rows.value ?? [];
    },
    async park({ site: office, date, appointment }) {
      const { appointment: id, label } = appointment;
      const draft = {
        key: KEY + id,
        title: `To place elsewhere “${nameText(label)}”`,
        path: `/schedule/${date}?${office === site ? '' : 'by=site&'}appointment=${id}`,
        content: { site: office, date, appointment: id }
      };
      await tell(toasts, station.keepDraft(draft).then(ok), {
        done: () => `${nameText(label)} is on the pinboard. It keeps its time until it is placed.`,
        undo: () => station.dropDraft(draft.key),
        refused: () => ''
      });
    },
    release(appointment) {
      if (!rows.value?.some((one) => one.appointment.appointment === appointment)) return;
      void tell(toasts, station.dropDraft(KEY + appointment).then(ok), { done: () => null, refused: () => '' });
    }
  };
}

/** Those that can still be placed: what was cancelled or moved to another day since is none of them. */
async function pinnedIn(rows: Rows, own: SiteId): Promise<readonly Pinned[]> {
  const drafts = (await rows.drafts()).filter(({ key }) => key.startsWith(KEY)).toReversed();
  const found = await Promise.all(
    drafts.map(async ({ content }) => {
      const at = pinFrom(content);
      if (!at) return [];
      const { site = own, date } = at;
      const appointment = await rows.appointment(site, date, at.appointment);
      return appointment && isLive(appointment) ? [{ site, date, appointment }] : [];
    })
  );
  return found.flat();
}

/** Pins of before there were several offices name none. */
function pinFrom(content: unknown): Elsewhere | null {
  if (typeof content !== 'object' || content === null) return null;
  const { site, date, appointment } = content as Partial<Record<keyof Elsewhere, unknown>>;
  if (typeof date !== 'string' || !isLocalDate(date) || typeof appointment !== 'string') return null;
  return { date, appointment, ...(typeof site === 'string' ? { site } : {}) };
}
