import { standing, type Recorded } from '../fact.ts';
import type { AreaId, TicketCode } from '../ids.ts';
import { instantOf, type Instant, type Minutes, type ZoneId } from '../time.ts';
import type { Quote } from '../waits/quote.ts';
import type { BoardFact } from './board-facts.ts';

/**
 * The board of a whole site: the server's agent writes it beside those of the areas. A board shows it until it is told an
 * area (`/board?area=…`), since it may not read the practice to choose one.
 */
export const WHOLE_SITE: AreaId = 'all';

/** What was told of one ticket's wait, and when. */
export interface ToldWait extends Quote {
  readonly ticket: TicketCode;
  readonly at: Instant;
}

/** All a waiting-room board may show (SECURITY.md T5): codes, rooms, waits, delays. */
export interface Board {
  readonly siteName: string;
  readonly areaName: string;
  readonly zone: ZoneId | null;
  /** Newest call first. */
  readonly called: readonly { readonly ticket: TicketCode; readonly roomName: string; readonly at: Instant }[];
  /** In the order they will most likely be called. */
  readonly waiting: readonly TicketCode[];
  /** Of tickets that wait. */
  readonly waits: readonly ToldWait[];
  /** How the clinic's own last weeks were foretold; null while too little is known. */
  readonly judged: { readonly waits: number; readonly longer: number; readonly pastTurn?: Minutes } | null;
  readonly delays: readonly { readonly called: string; readonly minutes: Minutes }[];
}

/** Folds a `board/<site>/<area>/<date>` document. */
export function boardOf(facts: Iterable<Recorded>): Board {
  let opened: { siteName: string; areaName: string; zone: ZoneId } | null = null;
  const called = new Map<TicketCode, { roomName: string; at: Instant }>();
  const waiting = new Set<TicketCode>();
  let line: readonly TicketCode[] = [];
  const waits = new Map<TicketCode, ToldWait>();
  let judged: Board['judged'] = null;
  const delays = new Map<string, Minutes>();
  for (const recorded of standing(facts)) {
    const fact = recorded.fact as BoardFact; // an unknown kind from a newer version falls through the switch
    switch (fact.kind) {
      case 'board/opened':
        opened = fact.of;
        break;
      case 'ticket/waiting':
        called.delete(fact.of.ticket);
        waiting.add(fact.of.ticket);
        break;
      case 'ticket/called':
        waiting.delete(fact.of.ticket);
        called.set(fact.of.ticket, { roomName: fact.of.roomName, at: instantOf(fact.at) });
        break;
      case 'ticket/gone':
        waiting.delete(fact.of.ticket);
        called.delete(fact.of.ticket);
        break;
      case 'line/ordered':
        line = fact.of.tickets;
        break;
      case 'wait/told':
        waits.set(fact.of.ticket, {
          ticket: fact.of.ticket,
          low: fact.of.low,
          high: fact.of.high,
          at: instantOf(fact.at)
        });
        break;
      case 'waits/judged':
        judged = judgedOf(fact.of);
        break;
      case 'delay/told':
        if (fact.of.minutes > 0) delays.set(fact.of.called, fact.of.minutes);
        else delays.delete(fact.of.called);
        break;
    }
  }
  return {
    siteName: opened?.siteName ?? '',
    areaName: opened?.areaName ?? '',
    zone: opened?.zone ?? null,
    called: [...called].map(([ticket, call]) => ({ ticket, ...call })).sort((a, b) => b.at - a.at),
    waiting: inOrder(waiting, line),
    waits: [...waits.values()].filter(({ ticket }) => waiting.has(ticket)),
    judged,
    delays: [...delays].map(([name, minutes]) => ({ called: name, minutes }))
  };
}

/** As much of it as this version knows. */
function judgedOf({ waits, longer, pastTurn }: NonNullable<Board['judged']>): Board['judged'] {
  return { waits, longer, ...(pastTurn !== undefined && { pastTurn }) };
}

/** Those of a line that wait, in its order, and then the others as they came [BDOC-2]. */
export function inOrder(waiting: Iterable<TicketCode>, line: readonly TicketCode[]): readonly TicketCode[] {
  const all = new Set(waiting);
  const known = line.filter((ticket) => all.has(ticket));
  return [...new Set([...known, ...all])];
}
