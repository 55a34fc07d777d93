import type { PractitionerId, SiteId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import type { LocalDate, MinuteOfDay, Minutes } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { gridAfter, hoursOn, spanOf, type Grid, type Span } from './grid.ts';

export interface SlotQuestion {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly date: LocalDate;
  /** Of that day; those that hold no time are passed over. */
  readonly appointments: readonly Appointment[];
  readonly minutes: Minutes;
  readonly grid: Grid;
  /** Nothing before this minute: now, for today. */
  readonly notBefore?: MinuteOfDay;
}

/**
 * Where an appointment of a length would fit: each practitioner's free starts on the grid, within hours, in order [APT-3]. Practitioners
 * without a free start, without hours at the site, or retired, are left out; the others come in the practice's order.
 */
export function openSlots(question: SlotQuestion): ReadonlyMap<PractitionerId, readonly MinuteOfDay[]> {
  const slots = new Map<PractitionerId, readonly MinuteOfDay[]>();
  for (const practitioner of question.practice.practitioners.values()) {
    if (practitioner.retired) continue;
    const starts = freeSpans(question, practitioner.practitioner).flatMap((span) => startsIn(span, question));
    if (starts.length > 0) slots.set(practitioner.practitioner, starts);
  }
  return slots;
}

/** What is left of a practitioner's hours between the appointments that hold their time, in order. */
export function freeSpans(
  { practice, site, date, appointments }: Omit<SlotQuestion, 'minutes' | 'grid'>,
  id: PractitionerId
): readonly Span[] {
  const practitioner = practice.practitioners.get(id);
  const hours = practitioner ? (hoursOn(practitioner, site, date) ?? []) : [];
  const taken = appointments
    .filter((appointment) => isLive(appointment) && appointment.at.practitioner === id)
    .map(({ at }) => spanOf(at))
    .sort((a, b) => a.from - b.from);
  return hours.flatMap((window) => without(window, taken));
}

function without(window: Span, taken: readonly Span[]): Span[] {
  const free: Span[] = [];
  let from = window.from;
  for (const span of taken) {
    if (span.to <= from || span.from >= window.to) continue;
    if (span.from > from) free.push({ from, to: span.from });
    from = Math.max(from, span.to);
  }
  if (from < window.to) free.push({ from, to: window.to });
  return free;
}

function startsIn(span: Span, { minutes, grid, notBefore = 0 }: SlotQuestion): MinuteOfDay[] {
  const starts: MinuteOfDay[] = [];
  for (let start = gridAfter(Math.max(span.from, notBefore), grid); start + minutes <= span.to; start += grid) {
    starts.push(start);
  }
  return starts;
}
