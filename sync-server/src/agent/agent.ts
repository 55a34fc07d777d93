import { parseDocId, patientDoc, practiceDoc, type DocId } from '#domain/documents.ts';
import type { DeviceNo, PatientId, SiteId } from '#domain/ids.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { practiceOf, type Practice, type Site } from '#domain/practice/practice.ts';
import { instantAt, localDateOf, plusDays, type Instant, type LocalDate } from '#domain/time.ts';
import type { ArrivalsKeyPair } from '#protocol/envelope.ts';
import { recordedIn, type Writer } from '../gate/writer.ts';
import type { Journal, Row } from '../journal/journal.ts';
import type { Device } from '../people/devices.ts';
import type { KioskPresence } from './kiosk-presence.ts';
import { PersonEnvelopes } from './person-envelopes.ts';
import { SiteDay, type AgentParts } from './site-day.ts';
import { SiteWaits } from './site-waits.ts';

export interface AgentOptions {
  readonly journal: Journal;
  readonly writer: Writer;
  readonly now: () => Instant;
  readonly key: ArrivalsKeyPair;
  readonly devices: { all(): Promise<readonly Device[]>; byNo(no: DeviceNo): Promise<Device | null> };
  /** Which kiosks are heard. Where nobody can tell, none is called silent. */
  readonly presence?: KioskPresence;
  readonly onFault: (error: unknown) => void;
  /** Whether a kiosk of that office looks people up by name; none does when left out. */
  readonly byName?: (site: SiteId) => Promise<boolean>;
}

/** A submission is looked for from a day before its own: a kiosk's clock may be wrong by that. */
const DAY_MS = 86_400_000;
const TICK_MS = 20_000;
/** From a fault to the next try. */
const RETRY_MS = 5_000;

/**
 * The server's own device. Folds today's documents as they grow and writes what boards and kiosks may know of them; it uses the same
 * journal and gate as everyone. Today's are the documents that are open here; tomorrow's arrivals are opened a day ahead, so that
 * a kiosk that starts the day without a network has the key to seal to.
 */
export class Agent {
  readonly #options: AgentOptions;
  readonly #parts: AgentParts;
  readonly #days = new Map<DocId, SiteDay>();
  readonly #today = new Map<SiteId, LocalDate>();
  #practice: Practice = practiceOf([]);
  /** Everything happens in turn: what is said stays in the order it came to be. */
  #work: Promise<void> = Promise.resolve();
  /** The weeks before are being read. */
  #learning: Promise<unknown> = Promise.resolve();
  readonly #waits = new Map<SiteId, { readonly date: LocalDate; readonly learnt: Promise<SiteWaits | null> }>();
  /** By the day they are of. */
  readonly #persons = new Map<SiteDay, PersonEnvelopes>();
  #stopListening: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Something could not be read or written: at the next tick everything is read again. */
  #isBehind = false;
  #stopped = false;

  constructor(options: AgentOptions) {
    this.#options = options;
    const { journal, writer, now, key } = options;
    this.#parts = { journal, writer, now, key, practice: () => this.#practice };
  }

  /** Folds what is there, and follows the journal from then on. */
  start(): Promise<void> {
    this.#stopListening = this.#options.journal.onCommit((rows) => this.#hear(rows));
    this.#timer = setInterval(() => void this.tick(), TICK_MS);
    this.#timer.unref();
    return this.#enqueue(() => this.#readPractice());
  }

  /** What time brings: the next day, and later practitioners. */
  tick(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#isBehind) await this.#startOver();
      else await this.#openDays();
      for (const day of this.#days.values()) {
        await day.tellDelays();
        await day.tellWaits();
      }
      await this.#followPersons();
      await this.#tellKiosks();
    });
  }

  /** At offices where a kiosk looks people up by name, of those who are expected today. */
  async #followPersons(): Promise<void> {
    const { byName, journal, key } = this.#options;
    for (const [site, date] of this.#today) {
      const day = this.#days.get(`day/${site}/${date}`);
      const isOn = (await byName?.(site)) ?? false;
      if (!day || (!isOn && !this.#persons.has(day))) continue;
      const phonesOf = async (patient: PatientId): Promise<readonly string[]> =>
        patientOf(recordedIn(await journal.read(patientDoc(patient), new Map())))?.phones.map(({ number }) => number) ??
        [];
      const parts = {
        key,
        phonesOf,
        enqueue: (task: () => Promise<void>) => this.#enqueue(task),
        isStopped: () => this.#stopped
      };
      const persons = this.#persons.get(day) ?? new PersonEnvelopes(day, parts);
      this.#persons.set(day, persons);
      await persons.follow(isOn);
    }
    for (const day of this.#persons.keys()) if (![...this.#days.values()].includes(day)) this.#persons.delete(day);
  }

  /** When all that came so far has been said. */
  async settled(): Promise<void> {
    let work: Promise<void> | undefined;
    while (work !== this.#work) {
      await this.#learning;
      work = this.#work;
      await work;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopListening?.();
    clearInterval(this.#timer);
    clearTimeout(this.#retry);
    await this.settled();
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#stopped) return;
      try {
        await task();
      } catch (error) {
        this.#isBehind = true;
        this.#options.onFault(error);
        this.#tryAgain();
      }
    });
    return this.#work;
  }

  #tryAgain(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      void this.tick();
    }, RETRY_MS);
    this.#retry.unref();
  }

  /** As after a restart: what was heard and not said may be anything. */
  async #startOver(): Promise<void> {
    this.#isBehind = false;
    this.#days.clear();
    this.#today.clear();
    await this.#readPractice();
  }

  /** Rows as they are committed. Most concern nobody here and cost a look at their document's name. */
  #hear(rows: readonly Row[]): void {
    for (const row of rows) {
      if (row.doc === practiceDoc) void this.#enqueue(() => this.#readPractice());
      else if (this.#days.has(row.doc)) void this.#enqueue(() => this.#takeDay(row));
      else if (row.doc.startsWith('patient/')) void this.#enqueue(() => this.#takePatient(row.doc));
      else if (row.doc.startsWith('inbox/')) void this.#enqueue(() => this.#takeInbox(row.doc, [row]));
    }
  }

  async #takeDay(row: Row): Promise<void> {
    await this.#days.get(row.doc)?.take(recordedIn(row.update));
  }

  async #takePatient(doc: DocId): Promise<void> {
    const ref = parseDocId(doc);
    if (ref?.kind === 'patient') for (const day of this.#days.values()) await day.takePatient(ref.patient);
  }

  async #takeInbox(doc: DocId, rows: readonly Row[]): Promise<void> {
    const ref = parseDocId(doc);
    const kiosk = ref?.kind === 'inbox' ? await this.#options.devices.byNo(ref.device) : null;
    const facts = rows.flatMap((row) => recordedIn(row.update));
    for (const [id, date] of this.#today) {
      if (id === kiosk?.site) await this.#days.get(`day/${id}/${date}`)?.takeSubmissions(facts);
    }
  }

  async #readPractice(): Promise<void> {
    this.#practice = practiceOf(recordedIn(await this.#options.journal.read(practiceDoc, new Map())));
    await this.#openDays();
    for (const day of this.#days.values()) await day.refresh();
  }

  /** Today and tomorrow of each site; the days before are let go of. */
  async #openDays(): Promise<void> {
    for (const site of this.#practice.sites.values()) {
      const today = localDateOf(this.#options.now(), site.zone);
      if (this.#today.get(site.site) === today) continue;
      const open = [await this.#dayOf(site, today), await this.#dayOf(site, plusDays(today, 1))];
      for (const [doc, day] of this.#days) {
        if (doc.startsWith(`day/${site.site}/`) && !open.includes(day)) this.#days.delete(doc);
      }
      this.#today.set(site.site, today);
      await this.#readInboxes(site, today);
      await open[0]?.begin();
      const desks = await this.#desksOf(site);
      for (const day of open) await day.grantLeases(desks);
      this.#learnWaits(site, today);
    }
  }

  /** Weeks are read once a day, while other work goes on; who waits is told when they have been. */
  #learnWaits({ site, zone }: Site, date: LocalDate): void {
    const { journal, onFault } = this.#options;
    const known = this.#waits.get(site);
    const learnt =
      known?.date === date ? known.learnt : SiteWaits.learnt(journal, { site, zone, date }, () => this.#stopped);
    this.#waits.set(site, { date, learnt });
    const day = this.#days.get(`day/${site}/${date}`);
    const used = learnt.then(
      (waits) =>
        this.#enqueue(async () => {
          if (waits) await day?.useWaits(waits);
        }),
      // Nobody is told anything until the weeks can be read: no reason to stop the rest.
      (error: unknown) => {
        this.#waits.delete(site);
        onFault(error);
      }
    );
    this.#learning = Promise.all([this.#learning, used]);
  }

  /** Says which kiosks are not heard, and which are again [MISS-2]. */
  async #tellKiosks(): Promise<void> {
    const { devices, presence, now } = this.#options;
    if (!presence) return;
    const kiosks = (await devices.all()).filter(({ role, revokedAt }) => role === 'kiosk' && revokedAt === null);
    const heard = presence(kiosks, now());
    for (const [site, date] of this.#today) {
      const here = kiosks.filter((one) => one.site === site);
      const states = here.map(({ deviceNo, label }) => ({
        device: deviceNo,
        label,
        heardAt: heard.get(deviceNo) ?? null
      }));
      await this.#days.get(`day/${site}/${date}`)?.tellKiosks(states);
    }
  }

  async #desksOf(site: Site): Promise<readonly DeviceNo[]> {
    const all = await this.#options.devices.all();
    const desks = all.filter((one) => one.role === 'desk' && one.site === site.site && one.revokedAt === null);
    return desks.map(({ deviceNo }) => deviceNo);
  }

  async #dayOf(site: Site, date: LocalDate): Promise<SiteDay> {
    const doc = `day/${site.site}/${date}`;
    const known = this.#days.get(doc);
    if (known) return known;
    const day = await SiteDay.open(site, date, this.#parts);
    // Rows that were committed while it was read are heard again by `take`: what is there already touches nothing.
    this.#days.set(doc, day);
    const rows = await this.#options.journal.read(doc, new Map());
    await day.take(recordedIn(rows));
    return day;
  }

  async #readInboxes(site: Site, today: LocalDate): Promise<void> {
    const { journal, devices } = this.#options;
    const since = await journal.seqBefore(instantAt(today, 0, site.zone) - DAY_MS);
    for (const device of await devices.all()) {
      if (device.role !== 'kiosk' || device.site !== site.site) continue;
      const doc = `inbox/${device.deviceNo}`;
      await this.#takeInbox(doc, await journal.readSince(doc, since));
    }
  }
}
