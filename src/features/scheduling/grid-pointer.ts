import type { Attachment } from 'svelte/attachments';
import type { Minutes } from '#domain/time.ts';
import { within, type Cell, type GridBounds } from './cell-cursor.ts';
import { GRID_MINUTES } from './place.ts';

/** What a pointer does to the grid. A press that does not move is a click; one that moves carries a card or marks a time. */
export interface GridPointer {
  readonly bounds: () => GridBounds;
  /** Pixels of five minutes. */
  readonly cell: () => number;
  onfree(cell: Cell, minutes: Minutes | null): void;
  /** A time is being marked from a cell on; null when that ended without one. */
  onmark(cell: Cell | null, minutes: Minutes): void;
  onappointment(appointment: string, cell: Cell): void;
  /** False when it may not be carried. */
  onlift(appointment: string): boolean;
  /** Where the start of the carried card is now. */
  oncarry(cell: Cell): void;
  ondrop(): void;
  oncancel(): void;
}

/** Pixels before a press is a drag: hands are not still. */
const SLACK_PX = 5;
/** Near an edge the grid scrolls along, pixels a move. */
const EDGE_PX = 36;
const SCROLL_PX = 12;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly start: Cell;
  readonly appointment: string | null;
  /** Minutes from the card's start to where it was taken hold of. */
  readonly grip: number;
  readonly scrolls: Element | null;
  drag: 'none' | 'carry' | 'mark' | 'dead';
}

/** Attaches to the grid; columns inside are `[data-column]` and begin at the grid's first minute. */
export function gridPointer(to: GridPointer): Attachment<HTMLElement> {
  return (grid) => {
    let press: Press | null = null;

    const cellAt = (x: number, y: number, grip: number): Cell | null => {
      const column = columnAt(grid, x);
      if (!column) return null;
      const { from, row } = to.bounds();
      const minute = from + ((y - column.getBoundingClientRect().top) / to.cell()) * GRID_MINUTES - grip;
      const snapped = grip ? Math.round(minute / row) * row : Math.floor(minute / row) * row;
      return within({ column: Number(column.dataset['column']), minute: snapped }, to.bounds());
    };

    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || !(event.target instanceof Element) || !event.target.closest('[data-column]')) return;
      const card = event.target.closest<HTMLElement>('[data-appointment]');
      const start = cellAt(event.clientX, event.clientY, 0);
      if (!start) return;
      const grip = card ? ((event.clientY - card.getBoundingClientRect().top) / to.cell()) * GRID_MINUTES : 0;
      const appointment = card?.dataset['appointment'] ?? null;
      press = { x: event.clientX, y: event.clientY, start, appointment, grip, scrolls: scroller(grid), drag: 'none' };
    };

    const begin = (one: Press, event: PointerEvent): void => {
      if (Math.hypot(event.clientX - one.x, event.clientY - one.y) < SLACK_PX) return;
      // Fingers scroll the page; a finger takes hold of a card only by the panel's buttons.
      if (event.pointerType === 'touch') one.drag = 'dead';
      else if (one.appointment === null) one.drag = 'mark';
      else one.drag = to.onlift(one.appointment) ? 'carry' : 'dead';
      if (one.drag !== 'dead') grid.setPointerCapture(event.pointerId);
    };

    const move = (event: PointerEvent): void => {
      if (!press) return;
      if (press.drag === 'none') begin(press, event);
      if (press.drag === 'none' || press.drag === 'dead') return;
      event.preventDefault();
      scrollAlong(press.scrolls, event);
      const cell = cellAt(event.clientX, event.clientY, press.drag === 'carry' ? press.grip : 0);
      if (!cell) return;
      if (press.drag === 'carry') to.oncarry(cell);
      else to.onmark(press.start, marked(press.start, cell, to.bounds().row));
    };

    const up = (event: PointerEvent): void => {
      const one = press;
      press = null;
      if (!one || one.drag === 'dead') return;
      if (one.drag === 'carry') return to.ondrop();
      if (one.drag === 'none' && one.appointment !== null) return to.onappointment(one.appointment, one.start);
      if (one.drag === 'none') return to.onfree(one.start, null);
      const cell = cellAt(event.clientX, event.clientY, 0);
      to.onmark(null, 0);
      to.onfree(one.start, cell && marked(one.start, cell, to.bounds().row));
    };

    const stop = (): void => {
      if (press?.drag === 'carry') to.oncancel();
      if (press?.drag === 'mark') to.onmark(null, 0);
      press = null;
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && press && press.drag !== 'none') {
        event.preventDefault();
        event.stopPropagation();
        stop();
      }
    };

    return listen(
      grid,
      { pointerdown: down, pointermove: move, pointerup: up, pointercancel: stop, lostpointercapture: stop },
      key
    );
  };
}

function listen(
  grid: HTMLElement,
  pointer: Readonly<Record<string, (event: PointerEvent) => void>>,
  key: (event: KeyboardEvent) => void
): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  for (const [type, handle] of Object.entries(pointer))
    grid.addEventListener(type, (event) => handle(event as PointerEvent), { signal }); // each type given is a pointer's
  window.addEventListener('keydown', key, { signal, capture: true });
  return () => abort.abort();
}

function marked(start: Cell, end: Cell, row: Minutes): Minutes {
  return Math.max(row, end.minute - start.minute + row);
}

/** By geometry, not by what lies under the pointer: a carried card may lie over anything. */
function columnAt(grid: HTMLElement, x: number): HTMLElement | undefined {
  const columns = [...grid.querySelectorAll<HTMLElement>('[data-column]')];
  return columns.find((column) => {
    const { left, right } = column.getBoundingClientRect();
    return x >= left && x < right;
  });
}

function scroller(grid: HTMLElement): Element | null {
  for (let element = grid.parentElement; element; element = element.parentElement) {
    if (element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY))
      return element;
  }
  return null;
}

function scrollAlong(scrolls: Element | null, event: PointerEvent): void {
  if (!scrolls) return;
  const { top, bottom, left, right } = scrolls.getBoundingClientRect();
  const toward = (at: number, low: number, high: number): number =>
    at < low + EDGE_PX ? -SCROLL_PX : at > high - EDGE_PX ? SCROLL_PX : 0;
  scrolls.scrollBy(toward(event.clientX, left, right), toward(event.clientY, top, bottom));
}
