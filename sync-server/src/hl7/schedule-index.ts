import { parseDocId, type DocId } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import type { AppointmentId, SiteId } from '#domain/ids.ts';
import { OWN_NAMESPACE } from '#domain/hl7/write-siu.ts';
import type { ScheduleNotice } from '#domain/hl7/schedule-notice.ts';
import type { AppointmentFact } from '#domain/scheduling/appointment-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';

export interface Whereabouts {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
}

const PAGE = 20;

/**
 * Which appointment another system's ids name, and which of its messages were taken: read from the days' facts, so that a restored
 * server knows it again, and followed from then on [HL7-7].
 */
export class ScheduleIndex {
  readonly #places = new Map<AppointmentId, Whereabouts>();
  readonly #ids = new Map<string, AppointmentId>();
  readonly #messages = new Set<string>();
  readonly stop: () => void;

  private constructor(journal: Journal) {
    this.stop = journal.onCommit((rows) => {
      for (const row of rows) if (row.doc.startsWith('day/')) this.learn(row.doc, recordedIn(row.update));
    });
  }

  static async of(journal: Journal): Promise<ScheduleIndex> {
    // Followed before it is read: what comes meanwhile is learnt twice.
    const index = new ScheduleIndex(journal);
    let after: DocId = '';
    for (;;) {
      const page = await journal.documents(after, PAGE, ['day/']);
      for (const { doc, update } of page) index.learn(doc, recordedIn(update));
      after = page.at(-1)?.doc ?? after;
      if (page.length < PAGE) return index;
    }
  }

  learn(doc: DocId, facts: readonly Recorded[]): void {
    const ref = parseDocId(doc);
    if (ref?.kind !== 'day') return;
    for (const recorded of facts) {
      const fact = recorded.fact as AppointmentFact; // other kinds are none of these
      if (fact.kind === 'appointment/booked') {
        const { appointment } = fact.of;
        this.#places.set(appointment, { site: ref.site, date: ref.date, appointment });
      } else if (fact.kind === 'appointment/received') {
        const { appointment, system, message, placer, filler } = fact.of;
        if (message !== undefined) this.#messages.add(keyOf(system, 'm', message));
        if (placer !== undefined) this.#ids.set(keyOf(system, 'p', placer), appointment);
        if (filler !== undefined) this.#ids.set(keyOf(system, 'f', filler), appointment);
      }
    }
  }

  hasTaken({ sender, control }: ScheduleNotice): boolean {
    return this.#messages.has(keyOf(sender, 'm', control));
  }

  /** The filler's id says more than the placer's; ours most. */
  find({ sender, placer, filler }: ScheduleNotice): Whereabouts | null {
    const asked = [
      own(filler),
      own(placer),
      filler === null ? undefined : this.#ids.get(keyOf(sender, 'f', filler)),
      placer === null ? undefined : this.#ids.get(keyOf(sender, 'p', placer))
    ];
    for (const id of asked) {
      const place = id === undefined ? undefined : this.#places.get(id);
      if (place) return place;
    }
    return null;
  }

  at(appointment: AppointmentId): Whereabouts | null {
    return this.#places.get(appointment) ?? null;
  }
}

function own(id: string | null): AppointmentId | undefined {
  return id?.endsWith(`^${OWN_NAMESPACE}`) ? id.slice(0, -OWN_NAMESPACE.length - 1) : undefined;
}

function keyOf(system: string, kind: 'm' | 'p' | 'f', id: string): string {
  return JSON.stringify([system, kind, id]);
}
