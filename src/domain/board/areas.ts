import type { AreaId, TicketCode } from '../ids.ts';
import type { Instant, Minutes } from '../time.ts';
import { WHOLE_SITE, type Board, type ToldWait } from './board.ts';

/** How a board of several waiting areas shows them: each in a column, or all in one list that names the area. */
export type BoardLayout = 'columns' | 'merged';

/** What a manager set a board to. */
export interface BoardSetting {
  /** Never empty; the whole office is `WHOLE_SITE` alone. */
  readonly areas: readonly AreaId[];
  readonly layout: BoardLayout;
}

/** Four columns are as many as can be read from five metres; the server lets a board open no more documents (limits.ts). */
export const MAX_BOARD_AREAS = 4;

export const BOARD_AT_FIRST: BoardSetting = { areas: [WHOLE_SITE], layout: 'columns' };

/** What was kept or sent, as far as this build understands it. */
export function boardSettingFrom(kept: unknown): BoardSetting {
  const is = typeof kept === 'object' && kept !== null ? (kept as Partial<Record<keyof BoardSetting, unknown>>) : {};
  const chosen: readonly unknown[] = Array.isArray(is.areas) ? is.areas : [];
  const areas = chosen.filter((area) => typeof area === 'string' && area !== '').slice(0, MAX_BOARD_AREAS);
  if (areas.length === 0) return BOARD_AT_FIRST;
  return { areas: areas as readonly AreaId[], layout: is.layout === 'merged' ? 'merged' : 'columns' }; // seen to be texts
}

/** Where somebody waits and where they were called to; null where nobody has said. */
export interface Whereabouts {
  readonly waitsIn: AreaId | null;
  readonly calledTo: AreaId | null;
}

/**
 * Whether an area's board tells of somebody [AGT-13]. Whoever waits in it, who was called from there into another area's room (they
 * hear it where they sit), and everybody of whom it is not known where they wait: better on two boards than on none.
 */
export function isToldIn(area: AreaId, { waitsIn, calledTo }: Whereabouts): boolean {
  return area === WHOLE_SITE || waitsIn === null || waitsIn === area || calledTo === area;
}

/** Several areas' boards as one. */
export interface MergedBoard extends Board {
  /** By ticket, the name of the one area that tells of it; a ticket that several tell of is not in it. */
  readonly areaNames: ReadonlyMap<TicketCode, string>;
}

/** Puts the boards of some areas of one office together: a ticket that several tell of is there once [BDOC-6]. */
export function mergedBoard(boards: readonly Board[]): MergedBoard {
  const called = new Map<TicketCode, Board['called'][number]>();
  const waiting = new Set<TicketCode>();
  const waits = new Map<TicketCode, ToldWait>();
  const delays = new Map<string, Minutes>();
  const toldBy = new Map<TicketCode, string[]>();
  for (const board of boards) {
    for (const call of board.called) called.set(call.ticket, laterOf(called.get(call.ticket), call));
    for (const ticket of board.waiting) waiting.add(ticket);
    for (const wait of board.waits) waits.set(wait.ticket, laterOf(waits.get(wait.ticket), wait));
    for (const late of board.delays) delays.set(late.called, Math.max(late.minutes, delays.get(late.called) ?? 0));
    for (const ticket of [...board.called.map((call) => call.ticket), ...board.waiting])
      toldBy.set(ticket, [...(toldBy.get(ticket) ?? []), board.areaName]);
  }
  const opened = boards.find(({ siteName }) => siteName !== '');
  return {
    siteName: opened?.siteName ?? '',
    areaName: boards.length === 1 ? (boards[0]?.areaName ?? '') : '',
    zone: opened?.zone ?? null,
    called: [...called.values()].sort((a, b) => b.at - a.at),
    // One document may be a moment behind another: who is called in one waits in none.
    waiting: [...waiting].filter((ticket) => !called.has(ticket)),
    waits: [...waits.values()].filter(({ ticket }) => waiting.has(ticket) && !called.has(ticket)),
    judged: boards.find(({ judged }) => judged !== null)?.judged ?? null,
    delays: [...delays].map(([name, minutes]) => ({ called: name, minutes })),
    areaNames: new Map([...toldBy].flatMap(([ticket, names]) => (names.length === 1 ? [[ticket, names[0] ?? '']] : [])))
  };
}

function laterOf<T extends { readonly at: Instant }>(one: T | undefined, other: T): T {
  return one && one.at >= other.at ? one : other;
}
