import type { SiteId } from '../ids.ts';
import { isOfficeOn } from '../practice/offices.ts';
import type { Practice } from '../practice/practice.ts';
import { weekdayOf, type LocalDate } from '../time.ts';
import type { Appointment } from './appointment.ts';
import type { ConflictClass, Placement } from './appointment-facts.ts';
import { blocksOn, isFor, TAKES_TIME, type DayBlock } from './blocks.ts';
import type { ScheduleDay } from './conflicts.ts';
import { grouped } from './grouped.ts';
import { hoursOn, joinedHours, overlap, spanOf, type Span } from './grid.ts';
import { occupationsOf, resourceKey, type Occupation } from './occupations.ts';
import { mostAtOnce } from './overlap-policy.ts';
import type { Plan } from './plan.ts';

/** What is wrong with where a visit stands, whoever else is there: C2, C5, C6, C8 [ENG-2]. */
export function placeClasses(day: ScheduleDay, appointment: Appointment): readonly ConflictClass[] {
  const classes = new Set<ConflictClass>();
  const blocks = blocksOn(day.practice.plan, day.date);
  if (isClosed(day, blocks, spanOf(appointment.at))) classes.add('C8');
  if (isOutsideHours(day, appointment)) classes.add('C5');
  for (const { resource, span } of occupationsOf(appointment)) {
    for (const { block, span: other } of blocks) {
      const named = block.resources.some(({ kind, id }) => kind === resource.kind && id === resource.id);
      if (!overlap(span, other) || !TAKES_TIME[block.kind]) continue;
      if (block.kind === 'hold') {
        if (isFor(block, resource, day.site) && block.block !== appointment.hold) classes.add('C6');
      } else if (named) classes.add(resource.kind === 'practitioner' ? 'C5' : 'C2');
      // A meeting of everybody at the site is no closure, but nobody is free.
      else if (isFor(block, resource, day.site) && block.kind !== 'closure') classes.add('C5');
    }
  }
  if (isOffTemplate(day, blocks, appointment)) classes.add('C6');
  return [...classes];
}

/** Pairs that need one room, device or person at once, or one more than there are (C2) [ENG-2]. */
export function doubleUse(plan: Plan, live: readonly Appointment[]): (readonly [Appointment, Appointment])[] {
  const uses = live.flatMap((visit) =>
    occupationsOf(visit).map((use) => {
      const isOwn = use.resource.kind === 'practitioner' && use.resource.id === visit.at.practitioner;
      return { ...use, visit, isOwn };
    })
  );
  return [...grouped(uses, ({ resource }) => resourceKey(resource)).values()].flatMap((same) => {
    const count = countOf(plan, same[0]);
    return same.flatMap((one, i) =>
      same.slice(i + 1).flatMap((other) => {
        // Two in a provider's own column may be doubled by policy (C1); one who is needed elsewhere as well may not.
        if (one.visit === other.visit || (one.isOwn && other.isOwn) || !overlap(one.span, other.span)) return [];
        const shared: Span = {
          from: Math.max(one.span.from, other.span.from),
          to: Math.min(one.span.to, other.span.to)
        };
        const within = same.filter(({ span }) => overlap(span, shared)).map(({ span }) => clip(span, shared));
        return mostAtOnce(within) > count ? [[one.visit, other.visit] as const] : [];
      })
    );
  });
}

function countOf(plan: Plan, use: Occupation | undefined): number {
  return use?.resource.kind === 'device' ? (plan.devices.get(use.resource.id)?.count ?? 1) : 1;
}

function clip(span: Span, to: Span): Span {
  return { from: Math.max(span.from, to.from), to: Math.min(span.to, to.to) };
}

/** Whether the office is closed at a time: outside its hours, or within a closure of the whole site (C8). */
export function isSiteClosed(practice: Practice, site: SiteId, date: LocalDate, span: Span): boolean {
  return isClosed({ practice, site, date }, blocksOn(practice.plan, date), span);
}

/** Whether the provider, or everybody, is at something else then, leave included. */
export function awayAt(practice: Practice, site: SiteId, date: LocalDate, at: Placement): boolean {
  const provider = { kind: 'practitioner', id: at.practitioner } as const;
  return blocksOn(practice.plan, date).some(
    ({ block, span }) =>
      TAKES_TIME[block.kind] && block.kind !== 'hold' && isFor(block, provider, site) && overlap(span, spanOf(at))
  );
}

function isClosed(
  { practice, site, date }: Pick<ScheduleDay, 'practice' | 'site' | 'date'>,
  blocks: readonly DayBlock[],
  span: Span
): boolean {
  if (!isOfficeOn(practice, site, date)) return true;
  const week = practice.plan.siteHours.get(site);
  if (week && !joinedHours(week[weekdayOf(date)] ?? []).some(({ from, to }) => from <= span.from && span.to <= to))
    return true;
  return blocks.some(({ block, span: other }) => {
    return block.kind === 'closure' && isFor(block, { kind: 'site', id: site }, site) && overlap(span, other);
  });
}

function isOutsideHours({ practice, site, date }: ScheduleDay, { at }: Appointment): boolean {
  const practitioner = practice.practitioners.get(at.practitioner);
  const hours = practitioner ? hoursOn(practitioner, site, date) : null;
  if (!hours) return false;
  const { from, to } = spanOf(at);
  return !hours.some((window) => window.from <= from && to <= window.to);
}

/** Over a template of the provider's that does not have the type. Where several templates lie over each other, one that has it is enough. */
function isOffTemplate({ site }: ScheduleDay, blocks: readonly DayBlock[], { at, visitType }: Appointment): boolean {
  const provider = { kind: 'practitioner', id: at.practitioner } as const;
  const templates = blocks.filter(({ block }) => block.kind === 'template' && isFor(block, provider, site));
  const under = templates.filter(({ span }) => overlap(span, spanOf(at)));
  const welcome = under.filter(({ block }) => block.visitTypes?.includes(visitType));
  return under.some(({ block, span }) => {
    if (block.visitTypes?.includes(visitType)) return false;
    const { from, to } = clip(span, spanOf(at));
    return !isCovered(
      { from, to },
      welcome.map((one) => one.span)
    );
  });
}

/** Whether stretches together cover all of one. */
function isCovered(span: Span, by: readonly Span[]): boolean {
  let from = span.from;
  for (const one of by.toSorted((a, b) => a.from - b.from)) if (one.from <= from) from = Math.max(from, one.to);
  return from >= span.to;
}
