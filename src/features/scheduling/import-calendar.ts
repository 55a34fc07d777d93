import {
  readCalendar,
  type CalendarEvent,
  type CalendarRefusal,
  type NotTaken
} from '#domain/calendar/read-calendar.ts';
import { practiceDoc } from '#domain/documents.ts';
import type { NewOf } from '#domain/fact.ts';
import { maskCardNumbers } from '#domain/money/card-guard.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Block, PlanFact, Resource } from '#domain/scheduling/plan-facts.ts';
import { cleanText } from '#domain/text.ts';
import { plusDays, type LocalDate, type ZoneId } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import { BLOCK_KINDS } from './block-form.ts';
import { mayPlace, type PlaceBlockRefusal } from './place-block.ts';

/** Whose calendar it is and as what its events are placed. */
export interface ImportAsked {
  readonly kind: 'leave' | 'meeting' | 'admin';
  readonly resource: Resource;
  /** The events' own names, which everybody here will read; otherwise only the kind is shown. */
  readonly withTitles: boolean;
}

/** What an import would do, to be looked at before it is done [CAL-5]. */
export interface CalendarPreview {
  readonly facts: readonly NewOf<PlanFact>[];
  /** What would be placed, in order of time. */
  readonly blocks: readonly Block[];
  /** Past, called off, or marked as free time. */
  readonly passedOver: number;
  readonly notTaken: readonly NotTaken[];
}

/** What a calendar file would put on the schedule. Read again, an event is the same block, changed where it changed. */
export function previewCalendar(
  text: string,
  zone: ZoneId,
  today: LocalDate,
  asked: ImportAsked
): Result<CalendarPreview, CalendarRefusal> {
  const read = readCalendar(text, zone);
  if (!read.ok) return read;
  const { events, notTaken } = read.value;
  const wanted = events.filter((event) => isWanted(event, today));
  const blocks = wanted.filter(({ instead }) => instead === null).map((event) => blockOf(event, asked));
  const placed: NewOf<PlanFact>[] = blocks.map((of) => ({ kind: 'block/placed', of }));
  const moved = events.flatMap((event): NewOf<PlanFact>[] => {
    const { instead, date, start, minutes, cancelled, free } = event;
    const block = blockId(event, asked);
    if (instead === null || !blocks.some((one) => one.block === block)) return [];
    return [
      {
        kind: 'block/moved-once',
        of: { block, date: instead, to: cancelled || free ? null : { date, start, minutes } }
      }
    ];
  });
  const passedOver = events.length - wanted.length;
  return ok({ facts: [...placed, ...moved], blocks: blocks.sort(byTime), passedOver, notTaken });
}

/** Places what was looked at. */
export async function importCalendar(
  station: Station,
  preview: CalendarPreview,
  asked: ImportAsked
): Promise<Result<Done, PlaceBlockRefusal | { readonly code: 'calendar/nothing' }>> {
  if (!mayPlace(await may(station, 'schedule/plan'), asked.kind)) return err({ code: 'block/not-yours' });
  if (preview.facts.length === 0) return err({ code: 'calendar/nothing' });
  const command = 'schedule/import-calendar';
  return ok(doneBy(command, practiceDoc, await station.record(command, practiceDoc, preview.facts)));
}

function isWanted({ cancelled, free, rule, also, date, minutes }: CalendarEvent, today: LocalDate): boolean {
  if (cancelled || free) return false;
  const last = [...also, plusDays(date, Math.ceil(minutes / 1440))].sort().at(-1) ?? date;
  return rule !== null || last >= today;
}

function blockOf(event: CalendarEvent, asked: ImportAsked): Block {
  const { date, start, minutes, rule, except, also, uid, summary } = event;
  const title = asked.withTitles ? maskCardNumbers(cleanText(summary)).trim() : '';
  return {
    block: blockId(event, asked),
    kind: asked.kind,
    title: title === '' ? BLOCK_KINDS[asked.kind] : title,
    resources: [asked.resource],
    date,
    start,
    minutes,
    ...(rule !== null && { rule }),
    ...(except.length > 0 && { except: except.slice(0, 1_000) }),
    ...(also.length > 0 && { also: also.slice(0, 1_000) }),
    ...(uid !== '' && { uid: maskCardNumbers(cleanText(uid).replaceAll(/[\n\t]/g, ' ')) })
  };
}

/** The same for the same event of the same person. An event without an identity is known by when it is. */
function blockId({ uid, date, start, summary }: CalendarEvent, { resource }: ImportAsked): string {
  const name = uid === '' ? `${date} ${start} ${summary}` : uid;
  return `cal-${fingerprint(`${resource.kind}:${resource.id} ${name}`)}`;
}

/** 64 bits of FNV-1a in two halves: enough to tell the events of a calendar apart, and no secret. */
function fingerprint(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193) ^ (a >>> 3);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

function byTime(a: Block, b: Block): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : a.start - b.start;
}
