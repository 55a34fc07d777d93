import type { AppointmentId, SiteId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Asking } from './asking.ts';
import type { Cell } from './cell-cursor.ts';
import type { Card } from './day-columns.ts';
import type { Ghost } from './grid-ghost.ts';
import type { GridPointer } from './grid-pointer.ts';

/** A menu of what can be done with an appointment, and where on the screen it opens. */
export interface MenuAt {
  readonly card: Card;
  readonly at: { readonly x: number; readonly y: number };
}

/** What the hands hold on the schedule: the cursor, an appointment in the panel, what is marked, booked or carried. */
export interface GridHand {
  readonly cursor: Cell;
  readonly ghost: Ghost | null;
  /** The appointment in the panel, as it is now. */
  readonly card: Card | undefined;
  /** The office of what is in hand, or of the cursor; and the day of the appointment in the panel. */
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly asking: Asking | null;
  readonly menu: MenuAt | null;
  /** Whose card tells what is known: under the pointer, or asked for by key. */
  readonly told: { readonly card: Card; readonly isPinned: boolean; readonly date: LocalDate } | null;
  readonly pointer: Omit<GridPointer, 'bounds' | 'cell'>;
  /** A key pressed on the cursor. */
  key(event: KeyboardEvent): void;
  take(appointment: AppointmentId | null): void;
  ask(asking: Asking | null): void;
  /** Books at the cursor. */
  book(): void;
  /** Blocks the time at the cursor, or changes what blocks it. */
  block(): void;
  /** Opens the search for a time, from the day that is shown. */
  find(): void;
  /** Takes the appointment in the panel or at the cursor in hand; what is put down is it, or another like it. */
  lift(isCopy?: boolean): void;
  /** Takes the how-manieth from the pinboard in hand. */
  unpin(index: number): void;
  /** Puts it on the pinboard. */
  park(): void;
  /** Makes it a row longer or shorter. */
  stretch(rows: number): void;
  openMenu(): void;
  closeMenu(): void;
  tell(): void;
  nextOpening(): Promise<void>;
  nextClash(): void;
  /** Puts back, or closes what is open; false when nothing was. */
  closeUp(): boolean;
}
