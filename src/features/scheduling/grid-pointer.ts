import type { Attachment } from 'svelte/attachments';
import type { MinuteOfDay, Minutes } from '#domain/time.ts';
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
  /** @param isCopy with Control held: the first stays */
  ondrop(isCopy: boolean): void;
  oncancel(): void;
  /** The foot of a card is pulled to a minute of the day; null when it is let go of. */
  onstretch(appointment: string, end: MinuteOfDay | null): void;
  onstretched(appointment: string, end: MinuteOfDay): void;
  /** Let go over the pinboard. */
  onpark(appointment: string): void;
  /** The other button, on a card. */
  onmenu(appointment: string, at: { readonly x: number; readonly y: number }): void;
  /** The card a pointer rests on. */
  onhover(appointment: string | null): void;
}

/** Pixels before a press is a drag: hands are not still. */
const SLACK_PX = 5;
/** Near an edge the grid scrolls along, pixels a move. */
const EDGE_PX = 36;
const SCROLL_PX = 12;
/** The foot of a card, pixels: taken hold of there it becomes longer or shorter. */
const FOOT_PX = 6;
/** A card lower than this has no foot of its own: it is carried. */
const LOWEST_PX = 20;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly start: Cell;
  readonly appointment: string | null;
  /** Minutes from the card's start to where it was taken hold of. */
  readonly grip: number;
  readonly scrolls: Element | null;
  /** Taken hold of at its foot. */
  readonly isFoot: boolean;
  drag: 'none' | 'carry' | 'mark' | 'stretch' | 'dead';
}

/** A grid that is listened to, and what is pressed on it. */
interface Hold {
  readonly grid: HTMLElement;
  readonly to: GridPointer;
  press: Press | null;
}

/** Attaches to the grid; columns inside are `[data-column]` and begin at the grid's first minute. */
export function gridPointer(to: GridPointer): Attachment<HTMLElement> {
  return (grid) => {
    const hold: Hold = { grid, to, press: null };
    const stop = (): void => letGo(hold);
    const hover = (event: PointerEvent): void =>
      to.onhover((event.pointerType === 'mouse' && !hold.press && cardUnder(event)?.dataset['appointment']) || null);
    const menu = (event: MouseEvent): void => {
      const card = cardUnder(event);
      if (!card) return;
      event.preventDefault();
      to.onmenu(card.dataset['appointment'] ?? '', { x: event.clientX, y: event.clientY });
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !hold.press || hold.press.drag === 'none') return;
      event.preventDefault();
      event.stopPropagation();
      stop();
    };
    return listen(
      grid,
      {
        pointerdown: (event) => down(hold, event),
        pointermove: (event) => move(hold, event),
        pointerup: (event) => up(hold, event),
        pointercancel: stop,
        lostpointercapture: stop,
        pointerover: hover,
        pointerleave: () => to.onhover(null),
        click: (event) => pressed(hold, event)
      },
      menu,
      key
    );
  };
}

function cellAt({ grid, to }: Hold, x: number, y: number, grip: number): Cell | null {
  const column = columnAt(grid, x);
  if (!column) return null;
  const { from, row } = to.bounds();
  const minute = from + ((y - column.getBoundingClientRect().top) / to.cell()) * GRID_MINUTES - grip;
  const snapped = grip ? Math.round(minute / row) * row : Math.floor(minute / row) * row;
  return within({ column: Number(column.dataset['column']), minute: snapped }, to.bounds());
}

function down(hold: Hold, event: PointerEvent): void {
  if (event.button !== 0 || !(event.target instanceof Element) || !event.target.closest('[data-column]')) return;
  const card = event.target.closest<HTMLElement>('[data-appointment]');
  const { clientX: x, clientY: y } = event;
  const start = cellAt(hold, x, y, 0);
  if (!start) return;
  const grip = card ? ((y - card.getBoundingClientRect().top) / hold.to.cell()) * GRID_MINUTES : 0;
  const appointment = card?.dataset['appointment'] ?? null;
  const scrolls = scroller(hold.grid);
  hold.press = { x, y, start, appointment, grip, scrolls, isFoot: isFoot(card, y), drag: 'none' };
}

function begin({ grid, to }: Hold, one: Press, event: PointerEvent): void {
  if (Math.hypot(event.clientX - one.x, event.clientY - one.y) < SLACK_PX) return;
  // Fingers scroll the page; a finger takes hold of a card only by the panel's buttons.
  if (event.pointerType === 'touch') one.drag = 'dead';
  else if (one.appointment === null) one.drag = 'mark';
  else if (one.isFoot) one.drag = 'stretch';
  else one.drag = to.onlift(one.appointment) ? 'carry' : 'dead';
  if (one.drag !== 'dead') grid.setPointerCapture(event.pointerId);
}

function move(hold: Hold, event: PointerEvent): void {
  const { press, to } = hold;
  if (!press) return;
  if (press.drag === 'none') begin(hold, press, event);
  if (press.drag === 'none' || press.drag === 'dead') return;
  event.preventDefault();
  scrollAlong(press.scrolls, event);
  const cell = cellAt(hold, event.clientX, event.clientY, press.drag === 'carry' ? press.grip : 0);
  if (!cell) return;
  if (press.drag === 'carry') to.oncarry(cell);
  else if (press.drag === 'stretch') to.onstretch(press.appointment ?? '', cell.minute + to.bounds().row);
  else to.onmark(press.start, marked(press.start, cell, to.bounds().row));
}

function up(hold: Hold, event: PointerEvent): void {
  const { press: one, to } = hold;
  hold.press = null;
  if (!one || one.drag === 'dead') return;
  if (one.drag === 'carry') {
    if (isOverPinboard(event)) return to.onpark(one.appointment ?? '');
    return to.ondrop(event.ctrlKey || event.metaKey);
  }
  if (one.drag === 'none' && one.appointment !== null) return to.onappointment(one.appointment, one.start);
  if (one.drag === 'none') return to.onfree(one.start, null);
  const cell = cellAt(hold, event.clientX, event.clientY, 0);
  if (one.drag === 'stretch') {
    to.onstretch(one.appointment ?? '', null);
    if (cell) to.onstretched(one.appointment ?? '', cell.minute + to.bounds().row);
    return;
  }
  to.onmark(null, 0);
  to.onfree(one.start, cell && marked(one.start, cell, to.bounds().row));
}

/** A card that is pressed without a pointer, as who hears the screen does. */
function pressed(hold: Hold, event: PointerEvent): void {
  const card = event.detail === 0 ? cardUnder(event) : null;
  const { left = 0, top = 0 } = card?.getBoundingClientRect() ?? {};
  const cell = card && cellAt(hold, left + 1, top + 1, 0);
  if (card && cell) hold.to.onappointment(card.dataset['appointment'] ?? '', cell);
}

function letGo(hold: Hold): void {
  const { press, to } = hold;
  if (press?.drag === 'carry') to.oncancel();
  if (press?.drag === 'mark') to.onmark(null, 0);
  if (press?.drag === 'stretch') to.onstretch(press.appointment ?? '', null);
  hold.press = null;
}

function listen(
  grid: HTMLElement,
  pointer: Readonly<Record<string, (event: PointerEvent) => void>>,
  menu: (event: MouseEvent) => void,
  key: (event: KeyboardEvent) => void
): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  for (const [type, handle] of Object.entries(pointer))
    grid.addEventListener(type, (event) => handle(event as PointerEvent), { signal }); // each type given is a pointer's
  grid.addEventListener('contextmenu', menu, { signal });
  window.addEventListener('keydown', key, { signal, capture: true });
  return () => abort.abort();
}

function cardUnder({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-appointment]') : null;
}

function isFoot(card: HTMLElement | null, y: number): boolean {
  if (!card) return false;
  const { bottom, height } = card.getBoundingClientRect();
  return height >= LOWEST_PX && y > bottom - FOOT_PX;
}

/** The pinboard lies outside of the grid; what is carried has captured the pointer, so it is asked by place. */
function isOverPinboard(event: PointerEvent): boolean {
  return document.elementsFromPoint(event.clientX, event.clientY).some((element) => element.closest('[data-pinboard]'));
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

/** Where what belongs to an element opens: at its foot, on the screen. */
export function footOf(element: HTMLElement | undefined): { readonly x: number; readonly y: number } {
  const { left = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
  return { x: left, y: bottom };
}
