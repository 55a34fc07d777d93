import type { PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import { isOfficeOn } from '../practice/offices.ts';
import type { Practice } from '../practice/practice.ts';
import { weekdayOf, type LocalDate, type ZoneId } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { blocksOn, isFor, TAKES_TIME, unclearSpans, type DayBlock } from './blocks.ts';
import { add, allCells, fill, fillWithin, minus, noCells, type Cells } from './cells.ts';
import { hoursOn, joinedHours } from './grid.ts';
import { occupationsOf, resourceKey } from './occupations.ts';
import type { Resource } from './plan-facts.ts';
import { isOpenedOver } from './unconfirmed.ts';
import type { HeldTime } from './slot-offer.ts';

/** One site's day, ready to be searched. Made once for a state of the day; what is asked of it is kept. */
export interface FreeDay {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly blocks: readonly DayBlock[];
  /** Cells taken by visits, by resource; of a device of which there are several, the cells in which all are taken. */
  readonly taken: ReadonlyMap<string, Cells>;
  /** Cells in which nobody can be booked: the office is closed, or the clock is changed. */
  readonly shut: Cells;
  /** How many of a type a provider has, by `<practitioner> <type>`. */
  readonly booked: ReadonlyMap<string, number>;
  readonly free: Map<string, Cells>;
}

/**
 * A day's free time by resource [ENG-7]. What overlaps by a minute takes the whole cell of five, so that what is offered is always free.
 * @param appointments of that day; those that hold no time are passed over
 * @param held time of a provider that is not to be had: it is being offered to somebody [FIND-8], or they are at another office [FIND-9]
 */
export function freeDay(
  practice: Practice,
  site: SiteId,
  date: LocalDate,
  appointments: readonly Appointment[],
  held: readonly Pick<HeldTime, 'practitioner' | 'span'>[] = [],
  zone: ZoneId | null = practice.sites.get(site)?.zone ?? null
): FreeDay {
  const blocks = blocksOn(practice.plan, date);
  const shut = noCells();
  const week = practice.plan.siteHours.get(site);
  if (!isOfficeOn(practice, site, date)) add(shut, allCells());
  if (week) {
    const open = noCells();
    for (const { from, to } of joinedHours(week[weekdayOf(date)] ?? [])) fillWithin(open, from, to);
    add(shut, minus(allCells(), open));
  }
  if (zone !== null) for (const { from, to } of unclearSpans(date, zone)) fill(shut, from, to);
  for (const { block, span } of blocks) {
    if (block.kind === 'closure' && isFor(block, { kind: 'site', id: site }, site)) fill(shut, span.from, span.to);
  }
  const live = appointments.filter(isLive);
  const booked = new Map<string, number>();
  for (const { at, visitType } of live) {
    const key = `${at.practitioner} ${visitType}`;
    booked.set(key, (booked.get(key) ?? 0) + 1);
  }
  return {
    practice,
    site,
    date,
    blocks,
    taken: takenBy(
      practice,
      live.filter((one) => !isOpenedOver(one)),
      held
    ),
    shut,
    booked,
    free: new Map()
  };
}

function takenBy(
  practice: Practice,
  appointments: readonly Appointment[],
  held: readonly Pick<HeldTime, 'practitioner' | 'span'>[]
): ReadonlyMap<string, Cells> {
  const taken = new Map<string, Cells>();
  const counted = new Map<string, Cells[]>();
  for (const appointment of appointments) {
    const rules = practice.plan.typeRules.get(appointment.visitType);
    for (const { resource, span } of occupationsOf(appointment)) {
      const key = resourceKey(resource);
      const count = resource.kind === 'device' ? (practice.plan.devices.get(resource.id)?.count ?? 1) : 1;
      // Of several alike, a layer each: a cell is taken when it is in the last.
      const layers = counted.get(key) ?? Array.from({ length: count }, noCells);
      counted.set(key, layers);
      // What a type keeps free around itself is the provider's (S-36).
      const around = resource.kind === 'practitioner' ? rules : undefined;
      addToLayers(layers, span.from - (around?.before ?? 0), span.to + (around?.after ?? 0));
    }
  }
  for (const { practitioner, span } of held) {
    const key = resourceKey({ kind: 'practitioner', id: practitioner });
    const layers = counted.get(key) ?? [noCells()];
    counted.set(key, layers);
    addToLayers(layers, span.from, span.to);
  }
  for (const [key, layers] of counted) taken.set(key, layers.at(-1) ?? noCells());
  return taken;
}

function addToLayers(layers: readonly Cells[], from: number, to: number): void {
  let rising = noCells();
  fill(rising, from, to);
  for (const layer of layers) {
    const both = noCells();
    for (let i = 0; i < both.length; i++) both[i] = (layer[i] ?? 0) & (rising[i] ?? 0);
    add(layer, rising);
    rising = both;
  }
}

/** A provider's hours that day, without what is blocked or shut; booked or not. */
export function openFor(day: FreeDay, practitioner: PractitionerId): Cells {
  const resource: Resource = { kind: 'practitioner', id: practitioner };
  return minus(minus(openCells(day, practitioner), day.shut), blockedCells(day, resource));
}

function blockedCells(day: FreeDay, resource: Resource): Cells {
  const blocked = noCells();
  for (const { block, span } of day.blocks) {
    if (TAKES_TIME[block.kind] && isFor(block, resource, day.site)) fill(blocked, span.from, span.to);
  }
  return blocked;
}

/**
 * The cells in which a resource is free for visits of a type. A provider is free within hours only; other resources whenever the office is open,
 * and a room or a device only at the office it is in.
 */
export function freeCells(day: FreeDay, resource: Resource, visitType: VisitTypeId): Cells {
  const key = `${resourceKey(resource)} ${visitType}`;
  const known = day.free.get(key);
  if (known) return known;
  const open = minus(presentCells(day, resource), day.shut);
  const busy = blockedCells(day, resource);
  const taken = day.taken.get(resourceKey(resource));
  if (taken) add(busy, taken);
  if (resource.kind === 'practitioner') add(busy, keptFromType(day, resource, visitType));
  const free = minus(open, busy);
  day.free.set(key, free);
  return free;
}

/** Cells of templates that do not have the type, and that no other template gives it. */
function keptFromType(day: FreeDay, provider: Resource, visitType: VisitTypeId): Cells {
  const kept = noCells();
  const given = noCells();
  for (const { block, span } of day.blocks) {
    if (block.kind !== 'template' || !isFor(block, provider, day.site)) continue;
    if (block.visitTypes?.includes(visitType)) fillWithin(given, span.from, span.to);
    else fill(kept, span.from, span.to);
  }
  return minus(kept, given);
}

function presentCells(day: FreeDay, { kind, id }: Resource): Cells {
  if (kind === 'practitioner') return openCells(day, id);
  const { rooms, plan } = day.practice;
  const site = kind === 'room' ? rooms.get(id)?.site : kind === 'device' ? plan.devices.get(id)?.site : undefined;
  return site === undefined || site === day.site ? allCells() : noCells();
}

function openCells(day: FreeDay, id: PractitionerId): Cells {
  const practitioner = day.practice.practitioners.get(id);
  const open = noCells();
  if (!practitioner || practitioner.retired) return open;
  for (const { from, to } of hoursOn(practitioner, day.site, day.date) ?? []) fillWithin(open, from, to);
  return open;
}
