import { instantAt, isLocalDate, type Instant, type ZoneId } from '#domain/time.ts';
import type { Passage } from '#domain/waits/passage.ts';
import { csvRows } from '../import/csv/csv-rows.ts';
import { linesOf } from '../import/lines.ts';
import { wordsFor } from '../import/refusals.ts';

/** A row that was not taken, in words. Lines are counted from 1. */
export interface RefusedRow {
  readonly line: number;
  readonly say: string;
}

export interface FlowLog {
  readonly passages: readonly Passage[];
  readonly refused: readonly RefusedRow[];
}

/** The file is no log of either shape; the words say which columns it lacks. */
export class FlowLogRefusal extends Error {
  override readonly name = 'FlowLogRefusal';
}

type Cells = (column: string) => string;

/** Other names that logs give to the columns. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  visit: ['visit', 'visit_id', 'id'],
  queue: ['queue', 'area', 'provider', 'resource'],
  arrived: ['arrived', 'arrived_at', 'arrival'],
  started: ['started', 'started_at', 'roomed'],
  ended: ['ended', 'ended_at', 'done'],
  left: ['left', 'left_at'],
  booked: ['booked', 'booked_for', 'appointment'],
  type: ['type', 'visit_type'],
  case: ['case', 'case_id', 'patient'],
  step: ['step', 'activity', 'handling'],
  instance: ['instance', 'activity_instance', 'handling_id'],
  lifecycle: ['lifecycle', 'registration_type', 'transition'],
  time: ['time', 'timestamp']
};
const PASSAGE_COLUMNS = ['visit', 'arrived', 'started'];
const EVENT_COLUMNS = ['case', 'step', 'lifecycle', 'time'];

/**
 * Reads a clinic's log of waits from CSV. One row a wait: `visit, arrived, started` and, where known, `queue, ended, left, booked,
 * type`. Or one row an event, as process-mining tools export: `case, step, lifecycle (start or complete), time` and, where steps
 * repeat, `instance`; a wait is then what lies between the end of one step and the start of the next.
 * @param zone in which times without an offset are written
 */
export async function readFlowLog(bytes: AsyncIterable<Buffer>, zone: ZoneId): Promise<FlowLog> {
  const refused: RefusedRow[] = [];
  const passages: Passage[] = [];
  const events: StepEvent[] = [];
  let shape: { readonly names: ReadonlyMap<string, number>; readonly isEvents: boolean } | null = null;

  for await (const row of csvRows(linesOf(bytes))) {
    if (row.cells === null) {
      refused.push({ line: row.line, say: wordsFor(row.refusal) });
    } else if (shape) {
      const { names, isEvents } = shape;
      const cells: Cells = (column) => row.cells[names.get(column) ?? -1]?.trim() ?? '';
      const read = isEvents ? readEvent(cells, zone) : readPassage(cells, zone);
      if (typeof read === 'string') refused.push({ line: row.line, say: read });
      else if ('lifecycle' in read) events.push(read);
      else passages.push(read);
    } else shape = shapeOf(row.cells);
  }
  if (!shape) throw new FlowLogRefusal('The file is empty.');
  return { passages: shape.isEvents ? passagesFrom(events) : distinct(passages, refused), refused };
}

function shapeOf(header: readonly string[]): { names: ReadonlyMap<string, number>; isEvents: boolean } {
  const given = header.map((name) => name.trim().toLowerCase().replaceAll(' ', '_'));
  const found = Object.entries(SYNONYMS).map(
    ([column, names]) => [column, given.findIndex((name) => names.includes(name))] as const
  );
  const names = new Map(found.filter(([, index]) => index >= 0));
  if (PASSAGE_COLUMNS.every((column) => names.has(column))) return { names, isEvents: false };
  if (EVENT_COLUMNS.every((column) => names.has(column))) return { names, isEvents: true };
  throw new FlowLogRefusal(
    `The first line must name the columns ${PASSAGE_COLUMNS.join(', ')} (one row a wait) or ${EVENT_COLUMNS.join(', ')} (one row an event).`
  );
}

function readPassage(cells: Cells, zone: ZoneId): Passage | string {
  const id = cells('visit');
  if (id === '') return 'The row has no visit.';
  const times = { arrived: 0, started: null, ended: null, left: null, booked: null } as Record<string, Instant | null>;
  for (const column of Object.keys(times)) {
    const text = cells(column);
    if (text === '' && column !== 'arrived') continue;
    const at = instantFrom(text, zone);
    if (at === null)
      return `${column} “${text.slice(0, 40)}” is not a time. Times are written 2026-11-21T09:05:00-05:00.`;
    times[column] = at;
  }
  const { started, ended, left, booked } = times as Record<string, Instant | null>;
  const arrived = times['arrived'] ?? 0;
  if (started !== undefined && started !== null && started < arrived) return 'It started before it arrived.';
  if (started && ended && ended < started) return 'It ended before it started.';
  if (!started && ended) return 'It ended without having started.';
  return {
    id,
    queue: cells('queue'),
    type: cells('type'),
    arrivedAt: arrived,
    bookedFor: booked ?? null,
    startedAt: started ?? null,
    endedAt: ended ?? null,
    leftAt: started ? null : (left ?? null)
  };
}

/** The first row of a visit in a queue counts; further ones are refused. */
function distinct(passages: readonly Passage[], refused: RefusedRow[]): readonly Passage[] {
  const seen = new Map<string, Passage>();
  for (const passage of passages) {
    const key = JSON.stringify([passage.queue, passage.id]);
    if (seen.has(key))
      refused.push({ line: 0, say: `Visit “${passage.id.slice(0, 40)}” is there twice in one queue.` });
    else seen.set(key, { ...passage, id: key });
  }
  return [...seen.values()];
}

interface StepEvent {
  readonly patient: string;
  readonly step: string;
  readonly instance: string;
  readonly lifecycle: 'start' | 'complete';
  readonly at: Instant;
}

function readEvent(cells: Cells, zone: ZoneId): StepEvent | string {
  const [patient, step, lifecycle, text] = [
    cells('case'),
    cells('step'),
    cells('lifecycle').toLowerCase(),
    cells('time')
  ];
  if (patient === '' || step === '') return 'The row has no case or no step.';
  if (lifecycle !== 'start' && lifecycle !== 'complete') return 'The lifecycle must be start or complete.';
  const at = instantFrom(text, zone);
  if (at === null) return `time “${text.slice(0, 40)}” is not a time. Times are written 2026-11-21T09:05:00-05:00.`;
  return { patient, step, instance: cells('instance'), lifecycle, at };
}

/** A wait lies between the end of a step and the start of the next one; before the first step nothing is known. */
function passagesFrom(events: readonly StepEvent[]): readonly Passage[] {
  const steps = new Map<string, { patient: string; step: string; start?: Instant; end?: Instant }>();
  for (const { patient, step, instance, lifecycle, at } of events) {
    const key = JSON.stringify([patient, step, instance]);
    const known = steps.get(key) ?? { patient, step };
    steps.set(key, lifecycle === 'start' ? { ...known, start: at } : { ...known, end: at });
  }
  const ofPatient = Map.groupBy(steps, ([, { patient }]) => patient);
  return [...ofPatient.values()].flatMap((own) => {
    const inOrder = own
      .flatMap(([id, { step, start, end }]) => (start === undefined ? [] : [{ id, step, start, end: end ?? null }]))
      .sort((a, b) => a.start - b.start);
    return inOrder.slice(1).flatMap(({ id, step, start, end }, index) => {
      const arrivedAt = inOrder[index]?.end ?? null;
      if (arrivedAt === null || arrivedAt > start) return []; // steps side by side: nobody waited for the second
      return [
        { id, queue: step, type: step, arrivedAt, bookedFor: null, startedAt: start, endedAt: end, leftAt: null }
      ];
    });
  });
}

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** ISO 8601 with an offset, or a wall clock in `zone`; null for everything else, and for days that do not exist. */
export function instantFrom(text: string, zone: ZoneId): Instant | null {
  const [, date = '', hour = '', minute = '', second = '0', offset] = TIME.exec(text) ?? [];
  if (!isLocalDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (offset === undefined) return instantAt(date, Number(hour) * 60 + Number(minute), zone) + Number(second) * 1000;
  const at = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(at) ? null : at;
}
