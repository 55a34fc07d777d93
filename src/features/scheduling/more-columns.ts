import type { PractitionerId } from '#domain/ids.ts';
import type { DayHours } from '#domain/practice/practice-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { blocksOn, isFor } from '#domain/scheduling/blocks.ts';
import { otherParts, resourceKey } from '#domain/scheduling/occupations.ts';
import type { Resource, Segment } from '#domain/scheduling/plan-facts.ts';
import { plusDays, weekdayOf, type LocalDate } from '#domain/time.ts';
import { dayText } from '#ui/format.ts';
import {
  kept,
  laidOut,
  providerParts,
  shown,
  type CardItem,
  type Column,
  type ColumnParts,
  type DayAsked,
  type DayRows
} from './day-columns.ts';
import { sitesInOrder } from './site-columns.ts';

/** How many days stand side by side. */
export type Days = 1 | 5 | 7;

/** The days of a week: Monday to Friday, or Sunday to Saturday. A weekend's day is shown in a week of seven. */
export function weekOf(date: LocalDate, days: Days): readonly LocalDate[] {
  if (days === 1) return [date];
  const weekday = weekdayOf(date);
  const isWeekend = weekday === 0 || weekday === 6;
  const first = days === 5 && !isWeekend ? 1 : 0;
  const count = days === 5 && !isWeekend ? 5 : 7;
  return Array.from({ length: count }, (_, i) => plusDays(date, first - weekday + i));
}

/** One day of several, with what is on it. */
export interface DayOfWeek {
  readonly date: LocalDate;
  readonly rows: DayRows;
}

/** The week of one provider, or of one room or device: a column a day [SCH-11]. */
export function weekColumns(
  week: readonly DayOfWeek[],
  whose: Resource,
  asked: Omit<DayAsked, 'date'>,
  before: readonly Column[]
): readonly Column[] {
  const columns = week.flatMap(({ date, rows }): Column[] => {
    const title = dayText(date);
    const day = { ...asked, date };
    if (whose.kind !== 'practitioner')
      return [laidOut({ ...resourceParts(whose, rows, day), key: date, title, date }, rows, before)];
    const practitioner = rows.practice.practitioners.get(whose.id);
    if (!practitioner) return [];
    const mine = shown(rows, day).filter(({ at }) => at.practitioner === whose.id);
    return [laidOut(providerParts(practitioner, title, date, mine, rows, day), rows, before)];
  });
  return kept(columns, before);
}

/**
 * The day by room, device and the people visits need besides the provider, each part of a visit in its own column at its own time. What needs none
 * of them stands in the first [SCH-12].
 */
export function resourceColumns(rows: DayRows, asked: DayAsked, before: readonly Column[]): readonly Column[] {
  const { practice } = rows;
  const none = shown(rows, asked).filter((one) => otherParts(one).length === 0);
  const first: ColumnParts = {
    ...resourceParts(null, rows, asked),
    items: none.map((appointment) => ({ appointment, span: spanOfWhole(appointment) }))
  };
  const columns = [first, ...resourcesAt(rows, asked).map((resource) => resourceParts(resource, rows, asked))];
  return kept(
    columns.map((parts) => laidOut(parts, { ...rows, practice }, before)),
    before
  );
}

/** Rooms and devices of the site, and staff or other providers whom a visit of the day needs. */
function resourcesAt(rows: DayRows, { site, closed, date }: DayAsked): readonly Resource[] {
  const { rooms, plan } = rows.practice;
  const here = [
    ...[...rooms.values()]
      .filter((room) => room.site === site)
      .map(({ room }) => ({ kind: 'room', id: room }) as const),
    ...[...plan.devices.values()]
      .filter((device) => device.site === site)
      .map(({ device }) => ({ kind: 'device', id: device }) as const)
  ];
  const known = new Set<string>(here.map(resourceKey));
  const needed = new Map<string, Resource>();
  for (const one of shown(rows, { site, closed, date }))
    for (const { resource } of otherParts(one))
      if (!known.has(resourceKey(resource))) needed.set(resourceKey(resource), resource);
  return [...here, ...needed.values()];
}

function spanOfWhole({ at }: Appointment): CardItem['span'] {
  return { from: at.start, to: at.start + at.minutes };
}

function resourceParts(resource: Resource | null, rows: DayRows, asked: DayAsked): ColumnParts {
  const { practice } = rows;
  const { site, date } = asked;
  const items = shown(rows, asked).flatMap((appointment) =>
    resource === null
      ? []
      : otherParts(appointment)
          .filter((part) => part.resource.kind === resource.kind && part.resource.id === resource.id)
          .map(({ span }) => ({ appointment, span }))
  );
  return {
    key: resource === null ? 'none' : resourceKey(resource),
    site,
    date,
    title: resource === null ? 'No room yet' : resourceName(practice, resource),
    hue: null,
    faint: resource === null,
    practitioner: undefined,
    resource,
    open: openAt(practice, site, date),
    items,
    blocks: blocksOn(practice.plan, date).filter(({ block }) =>
      resource === null ? isFor(block, { kind: 'site', id: site }, site) : isFor(block, resource, site)
    ),
    held: []
  };
}

/** What a resource is called on screen. */
export function resourceName(practice: Practice, { kind, id }: Resource): string {
  switch (kind) {
    case 'practitioner':
      return practice.practitioners.get(id)?.called ?? 'Unknown provider';
    case 'room':
      return practice.rooms.get(id)?.name ?? 'Unknown room';
    case 'device':
      return practice.plan.devices.get(id)?.name ?? 'Unknown device';
    case 'staff':
      return practice.staff.get(id)?.name ?? 'Unknown person';
    case 'site':
      return practice.sites.get(id)?.name ?? 'Everybody';
  }
}

/** When anybody works there. */
function openAt(practice: Practice, site: string, date: LocalDate): DayHours {
  const hours = [...practice.practitioners.values()].flatMap((one) => one.hours.get(site)?.[weekdayOf(date)] ?? []);
  if (hours.length === 0) return [];
  return [{ from: Math.min(...hours.map(({ from }) => from)), to: Math.max(...hours.map(({ to }) => to)) }];
}

/** Whose weeks can be shown: providers who work here, rooms and devices, then whole offices; `kind:id` and a name. */
export function weekChoices(
  practice: Practice,
  site: string
): readonly { readonly value: string; readonly label: string }[] {
  const providers = [...practice.practitioners.values()]
    .filter(({ retired, hours }) => !retired && hours.has(site))
    .map(({ practitioner }): Resource => ({ kind: 'practitioner', id: practitioner }));
  const rooms = [...practice.rooms.values()]
    .filter((room) => room.site === site)
    .map(({ room }): Resource => ({ kind: 'room', id: room }));
  const devices = [...practice.plan.devices.values()]
    .filter((device) => device.site === site)
    .map(({ device }): Resource => ({ kind: 'device', id: device }));
  const sites = sitesInOrder(practice, site).map((id): Resource => ({ kind: 'site', id }));
  return [...providers, ...rooms, ...devices, ...sites].map((one) => ({
    value: resourceKey(one),
    label: resourceName(practice, one)
  }));
}

/** `room:r-1`; the first provider who works here where the address names nobody we know. */
export function whoseWeek(practice: Practice, site: string, asked: string | null): Resource | null {
  const choices = weekChoices(practice, site);
  const value = choices.find((choice) => choice.value === asked)?.value ?? choices[0]?.value;
  const [kind, id] = value?.split(/:(.*)/s) ?? [];
  return kind !== undefined && id !== undefined ? { kind: kind as Resource['kind'], id } : null; // made by resourceKey above
}

/**
 * The parts of a visit after it was carried from one room's column to another's: that part is the other's now; from or to no room it is
 * added or gone. The provider's own part is named once anything else is.
 */
export function segmentsInstead(
  { at, segments = [] }: Pick<Appointment, 'at' | 'segments'>,
  from: Resource | null | undefined,
  to: Resource | null
): readonly Segment[] {
  const isFrom = ({ kind, any }: Segment): boolean => kind === from?.kind && any[0] === from.id;
  const others = segments.filter((segment) => !isFrom(segment));
  if (to === null || to.kind === 'site') return others.some(({ kind }) => kind !== 'practitioner') ? others : [];
  const was = segments.find(isFrom) ?? { offset: 0, minutes: at.minutes };
  const whole: Segment = { kind: 'practitioner', any: [], offset: 0, minutes: at.minutes };
  const provider = others.some(({ kind }) => kind === 'practitioner') ? [] : [whole];
  return [...provider, ...others, { kind: to.kind, any: [to.id], offset: was.offset, minutes: was.minutes }];
}

/** The parts of a visit that is carried to another office: rooms and devices stay where they are, and are chosen there anew. */
export function segmentsElsewhere({ segments = [] }: Pick<Appointment, 'segments'>): readonly Segment[] {
  const movable = segments.filter(({ kind }) => kind === 'practitioner' || kind === 'staff');
  return movable.some(({ kind }) => kind === 'staff') ? movable : [];
}

/** Which provider a place in a column belongs to: the column's own, else the visit's. */
export function practitionerAt(column: Column | undefined, otherwise: PractitionerId): PractitionerId {
  return column?.practitioner?.practitioner ?? otherwise;
}
