import type { Fact } from '../fact.ts';
import type { TicketCode } from '../ids.ts';
import type { Minutes, ZoneId } from '../time.ts';

/** Facts of `board/<site>/<area>/<date>`, written by the server's agent. Nothing here says who a ticket is. */
export type BoardFact =
  | Fact<'board/opened', { readonly siteName: string; readonly areaName: string; readonly zone: ZoneId }>
  | Fact<'ticket/waiting', { readonly ticket: TicketCode }>
  | Fact<'ticket/called', { readonly ticket: TicketCode; readonly roomName: string }>
  | Fact<'ticket/gone', { readonly ticket: TicketCode }>
  /** Who waits, the next one first; whoever is not named comes after them. */
  | Fact<'line/ordered', { readonly tickets: readonly TicketCode[] }>
  /** Minutes from then on: half are called by `low`, four of five by `high` [WAIT-8]. */
  | Fact<'wait/told', { readonly ticket: TicketCode; readonly low: Minutes; readonly high: Minutes }>
  /**
   * How waits were foretold on this clinic's own last weeks: of `waits` people the share that waited longer than `high`. Nine in ten were called within `pastTurn`
   * of their turn; left out while too few were [WAIT-10].
   */
  | Fact<'waits/judged', { readonly waits: number; readonly longer: number; readonly pastTurn?: Minutes }>
  /** 0 minutes takes the line away. */
  | Fact<'delay/told', { readonly called: string; readonly minutes: Minutes }>;
