import type { Fact } from '../fact.ts';
import type { TicketCode } from '../ids.ts';
import type { Minutes, ZoneId } from '../time.ts';

/** Facts of `board/<site>/<area>/<date>`, written by the server's agent. Nothing here says who a ticket is. */
export type BoardFact =
  | Fact<'board/opened', { readonly siteName: string; readonly areaName: string; readonly zone: ZoneId }>
  | Fact<'ticket/waiting', { readonly ticket: TicketCode }>
  | Fact<'ticket/called', { readonly ticket: TicketCode; readonly roomName: string }>
  | Fact<'ticket/gone', { readonly ticket: TicketCode }>
  /** 0 minutes takes the line away. */
  | Fact<'delay/told', { readonly called: string; readonly minutes: Minutes }>;
