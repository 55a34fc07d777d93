import { boardOf, inOrder, type ToldWait } from '#domain/board/board.ts';
import type { BoardFact } from '#domain/board/board-facts.ts';
import type { DocId } from '#domain/documents.ts';
import type { NewFact, Recorded } from '#domain/fact.ts';
import type { TicketCode } from '#domain/ids.ts';
import { minutesBetween, type Instant, type Minutes, type ZoneId } from '#domain/time.ts';
import { leftOf, quoteOf } from '#domain/waits/quote.ts';
import type { Writer } from '../gate/writer.ts';
import type { Judged, WaitNow } from './site-waits.ts';
import type { TicketSign } from './tickets.ts';

type NewBoardFact = { [K in BoardFact as K['kind']]: NewFact<K['kind'], K['of']> }[BoardFact['kind']];

export interface BoardHead {
  readonly siteName: string;
  readonly areaName: string;
  readonly zone: ZoneId;
}

/** What this board was last told of a ticket. */
interface Said {
  readonly state: 'waiting' | 'called';
  readonly roomName: string;
  /** How often it was called, as the visit counts; null for what an earlier run of the server said. */
  readonly calls: number | null;
  readonly at: Instant;
}

/** One `board/…` document: says what has changed since it last spoke, and remembers only what reached the journal [AGT-6]. */
export class BoardWriter {
  readonly #doc: DocId;
  readonly #writer: Writer;
  readonly #now: () => Instant;
  readonly #said = new Map<TicketCode, Said>();
  readonly #delays = new Map<string, Minutes>();
  readonly #waits = new Map<TicketCode, ToldWait>();
  #line: readonly TicketCode[] = [];
  #judged: Judged | null = null;
  #head: BoardHead | null = null;

  /** @param facts what the document holds from earlier runs */
  constructor(doc: DocId, facts: readonly Recorded[], writer: Writer, now: () => Instant) {
    this.#doc = doc;
    this.#writer = writer;
    this.#now = now;
    writer.follow(facts);
    const board = boardOf(facts);
    if (board.zone !== null) this.#head = { siteName: board.siteName, areaName: board.areaName, zone: board.zone };
    this.#line = board.waiting;
    for (const ticket of board.waiting) this.#said.set(ticket, { state: 'waiting', roomName: '', calls: null, at: 0 });
    for (const { ticket, roomName, at } of board.called)
      this.#said.set(ticket, { state: 'called', roomName, calls: null, at });
    for (const { called, minutes } of board.delays) this.#delays.set(called, minutes);
    for (const wait of board.waits) this.#waits.set(wait.ticket, wait);
    this.#judged = board.judged;
  }

  /** Tickets the board shows now; what of them is no more must be said to be gone. */
  shown(): Iterable<TicketCode> {
    return this.#said.keys();
  }

  async open(head: BoardHead): Promise<void> {
    const same =
      this.#head && (['siteName', 'areaName', 'zone'] as const).every((key) => this.#head?.[key] === head[key]);
    if (same) return;
    await this.#record([{ kind: 'board/opened', of: head }]);
    this.#head = head;
  }

  async tell(signs: ReadonlyMap<TicketCode, TicketSign>): Promise<void> {
    const news = [...signs].filter(([ticket, sign]) => this.#isNews(ticket, sign));
    await this.#record(news.map(([ticket, sign]) => factOf(ticket, sign)));
    for (const [ticket, sign] of news) {
      if (sign.state === 'gone') this.#said.delete(ticket);
      else this.#said.set(ticket, saidOf(sign, this.#now()));
    }
  }

  /** In which order those who wait stand [QUE-2]; said only where the board would show another. @param line the next one first */
  async tellLine(line: readonly TicketCode[]): Promise<void> {
    const waiting = [...this.#said].flatMap(([ticket, { state }]) => (state === 'waiting' ? [ticket] : []));
    const wanted = inOrder(waiting, line);
    if (wanted.join(' ') === inOrder(waiting, this.#line).join(' ')) return;
    await this.#record([{ kind: 'line/ordered', of: { tickets: wanted } }]);
    this.#line = wanted;
  }

  /** @param late minutes by how the practitioner is called; who is not in it is not late */
  async tellDelays(late: ReadonlyMap<string, Minutes>): Promise<void> {
    const names = new Set([...late.keys(), ...this.#delays.keys()]);
    const news = [...names].filter((called) => (late.get(called) ?? 0) !== (this.#delays.get(called) ?? 0));
    await this.#record(news.map((called) => ({ kind: 'delay/told', of: { called, minutes: late.get(called) ?? 0 } })));
    for (const called of news) {
      const minutes = late.get(called) ?? 0;
      if (minutes > 0) this.#delays.set(called, minutes);
      else this.#delays.delete(called);
    }
  }

  /**
   * Tells tickets of this board how long they will likely wait. What was told runs down by the clock, on the board itself; told again is
   * who still waits when that time is over, or whose queue will take longer than what is left of it [WAIT-8].
   */
  async tellWaits(waits: ReadonlyMap<TicketCode, WaitNow>, judged: Judged | null): Promise<void> {
    const now = this.#now();
    const news = [...waits].flatMap(([ticket, { band, atLeast }]): ToldWait[] => {
      if (this.#said.get(ticket)?.state !== 'waiting') return [];
      const told = this.#waits.get(ticket);
      const ago = told ? minutesBetween(told.at, now) : 0;
      const left = told ? leftOf(told, ago) : null;
      if (left && atLeast <= left.high) return [];
      return [{ ticket, ...quoteOf(band, told ? { told, ago } : null), at: now }];
    });
    const facts = news.map(({ ticket, low, high }): NewBoardFact => ({ kind: 'wait/told', of: { ticket, low, high } }));
    const isJudged = judged !== null && JSON.stringify(judged) !== JSON.stringify(this.#judged);
    await this.#record(isJudged ? [...facts, { kind: 'waits/judged', of: { ...judged } }] : facts);
    for (const wait of news) this.#waits.set(wait.ticket, wait);
    if (isJudged) this.#judged = judged;
  }

  #isNews(ticket: TicketCode, sign: TicketSign): boolean {
    const said = this.#said.get(ticket);
    if (!said) return sign.state !== 'gone';
    if (said.state !== sign.state) return true;
    if (sign.state !== 'called') return false;
    if (said.roomName !== sign.roomName) return true;
    if (said.calls !== null) return said.calls !== sign.calls;
    // Said by an earlier run: called again since, unless the desk's clock is ahead and cannot tell.
    return sign.calledAt > said.at && sign.calledAt <= this.#now();
  }

  async #record(facts: readonly NewBoardFact[]): Promise<void> {
    await this.#writer.record(this.#doc, facts);
  }
}

function factOf(ticket: TicketCode, sign: TicketSign): NewBoardFact {
  switch (sign.state) {
    case 'waiting':
      return { kind: 'ticket/waiting', of: { ticket } };
    case 'called':
      return { kind: 'ticket/called', of: { ticket, roomName: sign.roomName } };
    case 'gone':
      return { kind: 'ticket/gone', of: { ticket } };
  }
}

function saidOf(sign: Exclude<TicketSign, { state: 'gone' }>, at: Instant): Said {
  return sign.state === 'called'
    ? { state: 'called', roomName: sign.roomName, calls: sign.calls, at }
    : { state: 'waiting', roomName: '', calls: 0, at };
}
