import { parseDocId, type DocId } from '#domain/documents.ts';
import type { FeedAppointment } from '#domain/calendar/provider-feed.ts';
import { entityOf, type EntityKey } from '#domain/entities.ts';
import { factId, isVoid, type FactId, type Recorded } from '#domain/fact.ts';
import type { SiteId } from '#domain/ids.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { recordedIn } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';

const PAGE = 50;

/** Days as calendars read them: each is read once and again after it changed, however many calendars ask [ICS-5]. */
export class DayShelf {
  readonly #journal: Journal;
  readonly #days = new Map<DocId, readonly FeedAppointment[]>();
  readonly #changed = new Set<DocId>();
  /** By site: the stretch that is on the shelf. */
  readonly #read = new Map<SiteId, { from: LocalDate; to: LocalDate }>();

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.onCommit((rows) => {
      for (const { doc } of rows) if (doc.startsWith('day/')) this.#changed.add(doc);
    });
  }

  async between(site: SiteId, from: LocalDate, to: LocalDate): Promise<readonly FeedAppointment[]> {
    const read = this.#read.get(site);
    if (read?.from === from && read.to === to) await this.#readChanged(site, from, to);
    else await this.#readAll(site, from, to);
    return [...this.#days].flatMap(([doc, appointments]) => (doc.startsWith(`day/${site}/`) ? appointments : []));
  }

  async #readAll(site: SiteId, from: LocalDate, to: LocalDate): Promise<void> {
    const prefix = `day/${site}/`;
    for (const doc of this.#days.keys()) if (doc.startsWith(prefix)) this.#days.delete(doc);
    for (const doc of this.#changed) if (doc.startsWith(prefix)) this.#changed.delete(doc);
    // The one before the first day.
    let after: DocId = `${prefix}${from}`.slice(0, -1);
    for (;;) {
      const page = await this.#journal.documents(after, PAGE, [prefix]);
      for (const { doc, update } of page) this.#put(doc, recordedIn(update), from, to);
      const last = page.at(-1)?.doc ?? '';
      if (page.length < PAGE || last > `${prefix}${to}`) break;
      after = last;
    }
    this.#read.set(site, { from, to });
  }

  async #readChanged(site: SiteId, from: LocalDate, to: LocalDate): Promise<void> {
    for (const doc of [...this.#changed].filter((one) => one.startsWith(`day/${site}/`))) {
      this.#changed.delete(doc);
      this.#put(doc, recordedIn(await this.#journal.read(doc, new Map())), from, to);
    }
  }

  #put(doc: DocId, facts: readonly Recorded[], from: LocalDate, to: LocalDate): void {
    const ref = parseDocId(doc);
    if (ref?.kind !== 'day' || ref.date < from || ref.date > to) return;
    this.#days.set(doc, appointmentsIn(ref.date, facts));
  }
}

function appointmentsIn(date: LocalDate, facts: readonly Recorded[]): readonly FeedAppointment[] {
  const byEntity = new Map<EntityKey, Recorded[]>();
  const owner = new Map<FactId, EntityKey>();
  for (const recorded of facts) {
    const key = isVoid(recorded.fact) ? null : entityOf(recorded.fact);
    if (!key?.startsWith('appointment:')) continue;
    owner.set(factId(recorded), key);
    const own = byEntity.get(key);
    if (own) own.push(recorded);
    else byEntity.set(key, [recorded]);
  }
  for (const recorded of facts) {
    const key = isVoid(recorded.fact) ? owner.get(recorded.fact.of.fact) : undefined;
    if (key) byEntity.get(key)?.push(recorded);
  }
  return [...byEntity.values()].flatMap((own) => {
    // What was taken back altogether was in calendars before: there it is called off.
    const now = appointmentOf(own);
    const was = now ?? appointmentOf(own.filter(({ fact }) => !isVoid(fact)));
    if (!was) return [];
    const changedAt = Math.max(...own.map(({ fact }) => fact.at));
    return [{ date, appointment: now ?? { ...was, status: 'cancelled' as const }, facts: own.length, changedAt }];
  });
}
