import { untrack } from 'svelte';
import type { AppointmentId, SiteId } from '#domain/ids.ts';
import type { LocalDate, Minutes } from '#domain/time.ts';
import type { Rights } from '#station/rights.svelte.ts';
import { ASKED, type Asking } from './asking.ts';
import type { BlockInHand } from './block.svelte.ts';
import { officeOf } from './booking.svelte.ts';
import type { Carry } from './carry.svelte.ts';
import { blockAt, cardAt, cellAfter, cellOf, within, type Cell, type GridBounds } from './cell-cursor.ts';
import type { Card } from './day-columns.ts';
import type { Finding } from './finding.svelte.ts';
import { bookedGhost, carriedGhost, markedGhost, stretchedGhost } from './grid-ghost.ts';
import { segmentsInstead } from './more-columns.ts';
import { findCard, freeFrom, freeThere, nextOpening, startMinute, type AroundOpenings } from './next-opening.ts';
import type { Pinboard } from './pinboard.svelte.ts';
import type { GridHand, MenuAt } from './hand-on-grid.ts';
import { LONGEST_MINUTES } from './place.ts';
import { pathOf } from './schedule-view.ts';
import { lengthTo, stretch } from './stretch.ts';

interface Around extends AroundOpenings {
  readonly rights: Pick<Rights, 'can'>;
  readonly block: BlockInHand;
  readonly finding: Finding;
  readonly carry: Carry;
  readonly pinboard: Pinboard;
  /** Where the cursor is on the screen. */
  readonly cursorAt: () => { readonly x: number; readonly y: number };
}

/** Nothing else of a column goes with it. */
function pick({ site, date }: { site: SiteId; date: LocalDate }): { readonly site: SiteId; readonly date: LocalDate } {
  return { site, date };
}

export function createGridHand(around: Around): GridHand {
  const { station, day, booking, carry, view, focusGrid, pinboard, rights } = around;
  let at = $state.raw<Cell>({ column: 0, minute: startMinute(around) });
  let marked = $state.raw<{ cell: Cell; minutes: Minutes } | null>(null);
  let pulled = $state.raw<{ card: Card; cell: Cell; minutes: Minutes } | null>(null);
  let held = $state.raw<AppointmentId | null>(null);
  let asking = $state.raw<Asking | null>(null);
  let menu = $state.raw<{ appointment: AppointmentId; at: MenuAt['at'] } | null>(null);
  let hovered = $state.raw<AppointmentId | null>(null);
  /** Whose card tells what is known because a key asked. */
  let told = $state.raw<AppointmentId | null>(null);

  const bounds = (): GridBounds => ({ columns: day.columns, ...day.hours, row: view().row });
  const cursor = $derived(within(at, bounds()));
  const card = $derived(findCard(day, held));
  const ghost = $derived(
    carriedGhost(day, carry.carried) ??
      stretchedGhost(pulled) ??
      markedGhost(marked) ??
      bookedGhost(station, day, booking.form, view())
  );
  const menuCard = $derived(menu ? findCard(day, menu.appointment) : undefined);
  const chosen = $derived(card ?? cardAt(day.columns, cursor));
  const toldCard = $derived(findCard(day, told) ?? (carry.carried ? undefined : findCard(day, hovered)));
  // Told of one day or view, it says nothing of another.
  $effect(() => {
    void pathOf(view());
    told = null;
    hovered = null;
  });

  /** The office and the day of a column; the desk's own where there is none. */
  const dayAt = (column: number): { readonly site: SiteId; readonly date: LocalDate } =>
    pick(day.columns[column] ?? { site: station.device.site, date: view().date });
  const dateAt = (column: number): LocalDate => dayAt(column).date;
  const dayOf = (appointment: AppointmentId | null) => {
    const cell = appointment === null ? null : cellOf(day.columns, appointment);
    return dayAt(cell ? cell.column : -1);
  };
  /** Where several days are shown, the one the hands are on is the one in the address. */
  const goCell = (cell: Cell): void => {
    at = cell;
    told = null;
    const date = dateAt(within(cell, bounds()).column);
    if (view().days > 1 && date !== view().date) around.go({ ...view(), date });
  };
  // A date that was typed takes the cursor along.
  $effect(() => {
    const column = day.columns.findIndex(({ date }) => date === view().date);
    if (view().days > 1 && column !== -1 && untrack(() => dateAt(at.column)) !== view().date)
      at = { ...untrack(() => at), column };
  });
  const take = (appointment: AppointmentId | null): void => {
    held = appointment;
    asking = null;
    menu = null;
    around.block.close();
    around.finding.close();
    if (appointment !== null) booking.close();
    const cell = appointment === null ? null : cellOf(day.columns, appointment);
    if (cell) goCell(cell);
  };
  const book = (cell: Cell, minutes: Minutes | null): void => {
    take(null);
    goCell(cell);
    if (!rights.can('schedule/book')) return;
    const column = day.columns[cell.column];
    const practitioner = column?.practitioner?.practitioner;
    // In a room's column it is that room's time too, for as long as the visit will be.
    const whole = { at: { practitioner: '', start: cell.minute, minutes: LONGEST_MINUTES } };
    const isRoom = column?.resource && column.resource.kind !== 'site';
    const details = isRoom ? { details: { segments: segmentsInstead(whole, null, column.resource) } } : {};
    const whom = practitioner ?? (column && freeThere(around, column, cell.minute));
    const whose = whom === undefined ? {} : { practitioner: whom };
    booking.begin({ start: cell.minute, minutes, site: dayAt(cell.column).site, ...whose, ...details });
  };
  const drop = async (): Promise<void> => {
    const id = carry.carried?.isCopy ? held : (carry.carried?.appointment.appointment ?? null);
    if (carry.carried) goCell(carry.carried.cell);
    await carry.drop(day);
    held = id;
    focusGrid();
  };
  const lift = (one: Card | undefined, isCopy = false): boolean => {
    const cell = one && cellOf(day.columns, one.appointment.appointment);
    if (!one || !cell || !rights.can(isCopy ? 'schedule/book' : 'schedule/move')) return false;
    const column = day.columns[cell.column];
    const offset = one.span.from - one.appointment.at.start;
    const from = column?.resource;
    const { site, date } = dayAt(cell.column);
    const carried = { appointment: one.appointment, site, date, cell, from, offset, isCopy };
    if (!carry.lift(carried)) return false;
    booking.close();
    return true;
  };
  const stretchTo = (one: Card | undefined, minutes: Minutes): void => {
    if (one && rights.can('schedule/move'))
      void stretch(around, one.appointment, dayOf(one.appointment.appointment), minutes);
  };

  return {
    get cursor() {
      return cursor;
    },
    get ghost() {
      return ghost;
    },
    get card() {
      return card;
    },
    get site() {
      if (booking.form) return officeOf(booking.form, station);
      return card ? dayOf(held).site : dayAt(cursor.column).site;
    },
    get date() {
      return dayOf(held).date;
    },
    get asking() {
      return asking;
    },
    get menu() {
      return menu && menuCard ? { card: menuCard, at: menu.at } : null;
    },
    get told() {
      if (!toldCard) return null;
      return {
        card: toldCard,
        isPinned: toldCard.appointment.appointment === told,
        date: dayOf(toldCard.appointment.appointment).date
      };
    },
    pointer: {
      onfree(cell, minutes) {
        if (carry.carried) {
          carry.to(cell);
          void drop();
        } else book(cell, minutes);
      },
      onmark: (cell, minutes) => (marked = cell && rights.can('schedule/book') ? { cell, minutes } : null),
      onappointment(appointment, cell) {
        if (carry.carried) {
          carry.to(cell);
          void drop();
        } else take(appointment);
      },
      onlift: (appointment) => lift(findCard(day, appointment)),
      oncarry: (cell) => carry.to(cell),
      ondrop(isCopy) {
        carry.copy(isCopy);
        void drop();
      },
      oncancel: () => carry.putBack(),
      onstretch(appointment, end) {
        const one = findCard(day, appointment);
        const cell = one && cellOf(day.columns, appointment);
        const isHeld = end !== null && rights.can('schedule/move');
        pulled = one && cell && isHeld ? { card: one, cell, minutes: lengthTo(one.appointment, end) } : null;
      },
      onstretched(appointment, end) {
        const one = findCard(day, appointment);
        if (one) stretchTo(one, lengthTo(one.appointment, end));
      },
      onpark(appointment) {
        const { carried } = carry;
        carry.putBack();
        if (carried?.appointment.appointment === appointment) void pinboard.park(carried);
      },
      onmenu: (appointment, where) => (menu = { appointment, at: where }),
      onhover: (appointment) => (hovered = appointment)
    },
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === 'Enter') {
        event.preventDefault();
        if (carry.carried) return void drop();
        const under = cardAt(day.columns, cursor);
        return under ? take(under.appointment.appointment) : book(cursor, null);
      }
      const { carried } = carry;
      const next = cellAfter(carried?.cell ?? cursor, event.key, bounds(), carried === null);
      if (!next) return;
      event.preventDefault();
      if (carried) carry.to(next);
      else goCell(next);
    },
    take,
    ask: (next) => (asking = next === null || rights.can(ASKED[next]) ? next : null),
    book: () => book(freeFrom(around, cursor), null),
    block() {
      if (!rights.can('schedule/place-block')) return;
      const under = blockAt(day.columns, cursor);
      const planned = under && day.practice?.plan.blocks.get(under.block.block);
      const column = day.columns[cursor.column];
      take(null);
      booking.close();
      if (under && planned) around.block.take(under, planned);
      else around.block.begin(column?.practitioner?.practitioner, dayAt(cursor.column), cursor.minute);
    },
    find() {
      if (!rights.can('schedule/book')) return;
      take(null);
      around.finding.begin(view().date);
    },
    lift(isCopy = false) {
      if (lift(chosen, isCopy)) focusGrid();
    },
    unpin(index) {
      const pinned = pinboard.pinned[index];
      if (!pinned || carry.carried || !rights.can('schedule/move')) return;
      take(null);
      if (carry.lift({ ...pinned, cell: cursor })) focusGrid();
    },
    park() {
      if (!rights.can('schedule/move')) return;
      if (carry.carried) this.pointer.onpark(carry.carried.appointment.appointment);
      else if (chosen)
        void pinboard.park({ ...dayOf(chosen.appointment.appointment), appointment: chosen.appointment });
    },
    stretch(rows) {
      if (!chosen || carry.carried) return;
      const { start, minutes } = chosen.appointment.at;
      stretchTo(chosen, lengthTo(chosen.appointment, start + minutes + rows * view().row));
    },
    openMenu() {
      if (chosen) menu = { appointment: chosen.appointment.appointment, at: around.cursorAt() };
    },
    closeMenu() {
      menu = null;
      focusGrid();
    },
    tell: () => (told = told === null ? (cardAt(day.columns, cursor)?.appointment.appointment ?? null) : null),
    nextOpening: () => nextOpening(around, cursor, (cell) => (at = cell)),
    nextClash() {
      const all = day.clashes.flatMap(({ conflict }) => conflict.appointments);
      const clashing = all.filter((id, i) => all.indexOf(id) === i && findCard(day, id) !== undefined);
      take(clashing[(clashing.indexOf(held ?? '') + 1) % clashing.length] ?? null);
      focusGrid();
    },
    closeUp() {
      const open =
        carry.carried !== null ||
        told !== null ||
        around.block.form !== null ||
        around.finding.search !== null ||
        booking.form !== null ||
        held !== null;
      if (carry.carried) carry.putBack();
      else if (told !== null) told = null;
      else if (around.block.form) around.block.close();
      else if (around.finding.search) around.finding.close();
      else if (asking) asking = null;
      else if (booking.form) booking.close();
      else held = null;
      // A tip under the pointer goes too; it comes back when the pointer does.
      hovered = null;
      if (open) focusGrid();
      return open;
    }
  };
}
