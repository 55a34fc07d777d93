import type { MinuteOfDay, Minutes } from '#domain/time.ts';

interface Span {
  readonly start: MinuteOfDay;
  readonly minutes: Minutes;
}

/** Where a card stands among those that overlap it: `lane` of `lanes`, side by side. */
export interface Lane {
  readonly lane: number;
  readonly lanes: number;
}

/** Lays spans side by side where they overlap, each in the first lane that is free [SCH-3]. @param spans in order of start */
export function lanesOf(spans: readonly Span[]): Lane[] {
  const placed: number[] = [];
  const found: Lane[] = [];
  let ends: MinuteOfDay[] = [];
  const close = (): void => {
    for (const lane of placed) found.push({ lane, lanes: ends.length });
    placed.length = 0;
    ends = [];
  };
  for (const { start, minutes } of spans) {
    if (ends.every((end) => end <= start)) close();
    const free = ends.findIndex((end) => end <= start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = start + minutes;
    placed.push(lane);
  }
  close();
  return found;
}
