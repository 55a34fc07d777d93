import { WHOLE_SITE } from '#domain/board/board.ts';
import { arrivalsDoc, boardDoc, dayDoc, type DocId } from '#domain/documents.ts';
import type { EntityKey } from '#domain/entities.ts';
import type { Recorded } from '#domain/fact.ts';
import type { AppointmentId, AreaId, DeviceNo, PatientId, SiteId, TicketCode, VisitId } from '#domain/ids.ts';
import { sealedFrom } from '#domain/intake/submissions.ts';
import type { Practice, Site } from '#domain/practice/practice.ts';
import { silentKiosks } from '#domain/scheduling/late-arrivals.ts';
import { appointmentOf, type Appointment } from '#domain/scheduling/appointment.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Passage } from '#domain/waits/passage.ts';
import { passageOf } from '#domain/waits/visit-passage.ts';
import { dayKeyFrom, dayKeyOf, daySaltOf, daySeedOf } from '#protocol/day-keys.ts';
import type { ArrivalsKeyPair } from '#protocol/envelope.ts';
import { recordedIn, type Writer } from '../gate/writer.ts';
import type { Journal } from '../journal/journal.ts';
import { CallDealer } from '../leases/deal-calls.ts';
import { grantsFor } from '../leases/grant-leases.ts';
import { BoardWriter } from './board-writer.ts';
import { DayLog } from './day-log.ts';
import { delaysOf } from './delays.ts';
import { EnvelopeWriter, type Slip } from './envelope-writer.ts';
import { SlipCodes } from './slip-codes.ts';
import { slipContent } from './slip-content.ts';
import { lineOf } from './line.ts';
import type { SiteWaits, WaitNow } from './site-waits.ts';
import { QuietPatients } from './quiet-patients.ts';
import { KioskLanguages } from './kiosk-languages.ts';
import { KioskWatch, type KioskState } from './kiosk-watch.ts';
import { Tickets } from './tickets.ts';
import { isToldHere, isWaitedForIn } from './whereabouts.ts';

/** What the agent stands on. */
export interface AgentParts {
  readonly journal: Journal;
  readonly writer: Writer;
  readonly now: () => Instant;
  readonly key: ArrivalsKeyPair;
  readonly practice: () => Practice;
}

/** One site's one day, folded as facts come, and the documents that follow from it: a board an area, and the kiosks' arrivals. */
export class SiteDay {
  readonly date: LocalDate;
  readonly doc: DocId;
  readonly #site: Site;
  readonly #parts: AgentParts;
  readonly #log = new DayLog();
  readonly #tickets = new Tickets();
  readonly #appointments = new Map<AppointmentId, Appointment>();
  readonly #slips = new Map<string, AppointmentId>();
  readonly #boards = new Map<AreaId, BoardWriter>();
  readonly #envelopes: EnvelopeWriter;
  readonly #codes: SlipCodes;
  readonly #languages: KioskLanguages;
  readonly #kiosks = new KioskWatch();
  readonly #quiet: QuietPatients;
  readonly #calls = new CallDealer();
  #isToday = false;
  #waits: SiteWaits | null = null;

  private constructor(
    site: Site,
    date: LocalDate,
    parts: AgentParts,
    { envelopes, codeKey }: { readonly envelopes: EnvelopeWriter; readonly codeKey: CryptoKey }
  ) {
    this.#site = site;
    this.#codes = new SlipCodes(codeKey);
    this.date = date;
    this.doc = dayDoc(site.site, date);
    this.#parts = parts;
    this.#envelopes = envelopes;
    this.#quiet = new QuietPatients(parts.journal);
    this.#languages = new KioskLanguages(parts.journal);
  }

  /** Reads what is there, and opens the day for its kiosks. */
  static async open(site: Site, date: LocalDate, parts: AgentParts): Promise<SiteDay> {
    const arrivals = arrivalsDoc(site.site, date);
    const there = recordedIn(await parts.journal.read(arrivals, new Map()));
    const seed = await daySeedOf(parts.key.privateKey);
    const salt = await daySaltOf(seed, site.site, date);
    const day = new SiteDay(site, date, parts, {
      envelopes: new EnvelopeWriter(arrivals, there, parts.writer, parts.key, salt),
      codeKey: await dayKeyFrom(await dayKeyOf(seed, site.site, date, 'code'))
    });
    const known = recordedIn(await parts.journal.read(day.doc, new Map()));
    day.#kiosks.begin(silentKiosks(known));
    const touched = day.#log.add(known);
    for (const entity of touched) day.#refold(entity);
    await day.#envelopes.open(site.name, await day.#slipsNow(day.#slips.keys()), parts.practice());
    return day;
  }

  /** Its day has come: from now on its boards are written. */
  async begin(): Promise<void> {
    this.#isToday = true;
    await this.dealCalls();
    await this.refresh();
  }

  /** Says everything again that is not said yet: after the practice changed, or after the disk was full. */
  async refresh(): Promise<void> {
    await this.#envelopes.set(await this.#slipsNow(this.#slips.keys()), this.#parts.practice());
    if (!this.#isToday) return;
    await this.#quiet.read(this.#tickets.visits());
    const { name, zone, site } = this.#parts.practice().sites.get(this.#site.site) ?? this.#site;
    const areas = [...this.#parts.practice().areas.values()].filter((area) => area.site === site);
    for (const [area, areaName] of [[WHOLE_SITE, name] as const, ...areas.map((a) => [a.area, a.name] as const)]) {
      const board = this.#boards.get(area) ?? (await this.#newBoard(area));
      await board.open({ siteName: name, areaName, zone });
      await board.tell(this.#signsIn(area, [...board.shown(), ...this.#tickets.all()]));
      await board.tellLine(this.#line());
    }
    await this.tellDelays();
  }

  /** From now on who waits is told for how long [WAIT-8]. */
  async useWaits(waits: SiteWaits): Promise<void> {
    waits.begin([...this.#tickets.visits()].flatMap(({ visit }) => this.#passage(visit) ?? []));
    this.#waits = waits;
    await this.tellWaits();
  }

  /** Tells who waits and was not told yet, and who was promised too little. */
  async tellWaits(): Promise<void> {
    const waits = this.#waits;
    if (!waits || !this.#isToday) return;
    const now = this.#parts.now();
    const known = new Map<TicketCode, WaitNow>();
    for (const { visit, ticket, state } of this.#tickets.visits()) {
      const wait = state === 'waiting' ? waits.wait(visit, now) : null;
      if (wait) known.set(ticket, wait);
    }
    for (const board of this.#boards.values()) await board.tellWaits(known, waits.judged);
  }

  /** Deals the day's free time among the desks, once [LEASE-5]. */
  async grantLeases(desks: readonly DeviceNo[]): Promise<void> {
    const { practice, writer } = this.#parts;
    const { site, zone } = this.#site;
    const facts = this.#log.factsOf('document');
    const appointments = [...this.#appointments.values()];
    const grants = grantsFor({ practice: practice(), site, zone, date: this.date, appointments, facts, desks });
    if (grants.length === 0) return;
    writer.follow(facts);
    await writer.record(this.doc, grants);
  }

  /** Facts of the day's document. */
  async take(facts: readonly Recorded[]): Promise<void> {
    const tickets: TicketCode[] = [];
    const slips: string[] = [];
    for (const entity of this.#log.add(facts)) {
      const changed = this.#refold(entity);
      tickets.push(...changed.tickets);
      slips.push(...changed.slips);
    }
    if (this.#isToday && tickets.length > 0) await this.#quiet.read(this.#tickets.visits());
    await this.#say(tickets);
    if (tickets.length > 0) await this.tellWaits();
    await this.#envelopes.set(await this.#slipsNow(slips));
    if (facts.some(({ fact }) => fact.kind === 'calls/asked')) await this.dealCalls();
  }

  /** Deals patients to call to the desks that asked and were not answered [DEAL-1]. */
  async dealCalls(): Promise<void> {
    const facts = this.#log.factsOf('document');
    const deals = this.#calls.next(facts, this.#parts.now());
    this.#parts.writer.follow(facts);
    if (deals.length > 0) await this.#parts.writer.record(this.doc, deals);
  }

  /** Facts of an inbox of this site. */
  async takeSubmissions(facts: readonly Recorded[]): Promise<void> {
    const tickets = facts.flatMap((recorded) => {
      const sealed = sealedFrom([recorded]);
      return sealed?.date === this.date ? this.#tickets.addSubmission(sealed.submission, sealed.ticket) : [];
    });
    await this.#say(tickets);
  }

  /** A patient's record has grown: whether they may be announced is asked again [AGT-10]. */
  async takePatient(record: PatientId): Promise<void> {
    if (!this.#isToday) return;
    const patients = await this.#quiet.readAgain(record);
    const theirs = [...this.#tickets.visits()].filter(({ patient }) => patient !== null && patients.includes(patient));
    await this.#say(theirs.flatMap(({ ticket, otherTickets }) => [ticket, ...otherTickets]));
  }

  get site(): SiteId {
    return this.#site.site;
  }

  /** Who is booked for this day and has not come yet. */
  expected(): readonly Appointment[] {
    return [...this.#appointments.values()].filter(
      ({ appointment, status }) => status === 'booked' && !this.#tickets.visit(visitOf(appointment))
    );
  }

  /** What lets kiosks find people by name (person-envelopes.ts). */
  async setNamed(slips: ReadonlyMap<string, Slip | null>): Promise<void> {
    await this.#envelopes.set(slips);
  }

  async tellDelays(): Promise<void> {
    if (!this.#isToday) return;
    const [practice, now] = [this.#parts.practice(), this.#parts.now()];
    const { zone, site } = this.#site;
    const visit = (id: VisitId) => this.#tickets.visit(id);
    const sources = { appointments: [...this.#appointments.values()], visit, practice, date: this.date, zone, now };
    for (const [area, board] of this.#boards)
      await board.tellDelays(delaysOf(sources, (who) => isWaitedForIn(area, who, practice, site)));
  }

  /** Says what changed of its kiosks; one that was away for less than two looks was not silent [MISS-2]. */
  async tellKiosks(kiosks: readonly KioskState[]): Promise<void> {
    if (!this.#isToday) return;
    const facts = this.#kiosks.said(kiosks, this.#parts.now());
    if (facts.length > 0) await this.#parts.writer.record(this.doc, facts);
  }

  async #say(tickets: readonly TicketCode[]): Promise<void> {
    if (tickets.length === 0) return;
    const line = this.#line();
    for (const [area, board] of this.#boards) {
      await board.tell(this.#signsIn(area, tickets));
      await board.tellLine(line);
    }
  }

  #line(): readonly TicketCode[] {
    const { zone } = this.#site;
    const { practice } = this.#parts;
    const [visits, appointments] = [this.#tickets.visits(), this.#appointments];
    return lineOf({ visits, appointments, practice: practice(), date: this.date, zone });
  }

  /** What an area's board says of tickets; of those that concern another area, that they are not on it [AGT-13]. */
  #signsIn(area: AreaId, tickets: Iterable<TicketCode>): ReturnType<Tickets['signs']> {
    const [practice, { site }] = [this.#parts.practice(), this.#site];
    const isHere = isToldHere(area, { practice, site, appointments: this.#appointments });
    return this.#tickets.signs(tickets, practice, (visit) => this.#quiet.isQuiet(visit) || !isHere(visit));
  }

  async #newBoard(area: AreaId): Promise<BoardWriter> {
    const { journal, writer, now } = this.#parts;
    const doc = boardDoc(this.#site.site, area, this.date);
    const board = new BoardWriter(doc, recordedIn(await journal.read(doc, new Map())), writer, now);
    this.#boards.set(area, board);
    return board;
  }

  /** Folds one thing again; answers the tickets and slips that may have changed with it. */
  #refold(entity: EntityKey): { tickets: readonly TicketCode[]; slips: readonly string[] } {
    const facts = this.#log.factsOf(entity);
    const [kind = '', ...rest] = entity.split(':');
    const id = rest.join(':');
    switch (kind) {
      case 'visit': {
        const tickets = this.#tickets.setVisit(id, facts);
        this.#hearWait(id);
        // A visit takes its slip with it.
        const appointment = this.#tickets.visit(id)?.appointment ?? null;
        const slip = appointment === null ? undefined : this.#appointments.get(appointment)?.slip?.envelope;
        return { tickets, slips: slip === undefined ? [] : [slip] };
      }
      case 'submission':
        return { tickets: this.#tickets.setHandling(id, facts), slips: [] };
      case 'appointment': {
        const slips = this.#refoldAppointment(id, facts);
        this.#hearWait(visitOf(id));
        // Of another practitioner now, they may wait in another area.
        return { tickets: this.#tickets.ofVisit(visitOf(id)), slips };
      }
      default:
        return { tickets: [], slips: [] };
    }
  }

  #hearWait(visit: VisitId): void {
    const passage = this.#waits && this.#passage(visit);
    if (passage) this.#waits?.hear(passage);
  }

  #passage(visit: VisitId): Passage | null {
    const appointment = this.#appointments.get(this.#tickets.visit(visit)?.appointment ?? '') ?? null;
    return passageOf(this.#log.factsOf(`visit:${visit}`), { appointment, date: this.date, zone: this.#site.zone });
  }

  #refoldAppointment(id: AppointmentId, facts: readonly Recorded[]): string[] {
    const before = this.#appointments.get(id);
    const now = appointmentOf(facts);
    if (now) this.#appointments.set(id, now);
    else this.#appointments.delete(id);
    if (now?.slip) this.#slips.set(now.slip.envelope, id);
    if (now?.slip?.code) this.#codes.keep(now.slip.envelope, now.slip.code);
    return [before?.slip?.envelope, now?.slip?.envelope].filter((slip) => slip !== undefined);
  }

  /** What slips open now, by their QR and by their code. */
  async #slipsNow(envelopes: Iterable<string>): Promise<Map<string, Slip | null>> {
    const slips = new Map<string, Slip | null>();
    for (const envelope of envelopes) {
      await this.#languages.learn(this.#appointments.get(this.#slips.get(envelope) ?? '')?.patient);
      const slip = this.#slip(envelope);
      slips.set(envelope, slip);
      const code = await this.#codes.lookUp(envelope);
      if (code) slips.set(code.envelope, slip && { content: slip.content, key: code.key });
    }
    return slips;
  }

  #slip(envelope: string): Slip | null {
    const appointment = this.#appointments.get(this.#slips.get(envelope) ?? '');
    if (!appointment?.slip || appointment.slip.envelope !== envelope || appointment.status !== 'booked') return null;
    // Whoever came has used it: a photograph of it opens nothing from then on.
    if (this.#tickets.visit(visitOf(appointment.appointment))) return null;
    const language = this.#languages.of(appointment.patient);
    return {
      key: appointment.slip.key,
      content: slipContent(envelope, appointment, { practice: this.#parts.practice(), language })
    };
  }
}
