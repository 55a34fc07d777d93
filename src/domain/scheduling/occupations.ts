import type { AppointmentId } from '../ids.ts';
import type { Appointment } from './appointment.ts';
import type { Placement } from './appointment-facts.ts';
import { spanOf, type Span } from './grid.ts';
import type { Resource, Segment } from './plan-facts.ts';

/** One resource's time that a visit takes. */
export interface Occupation {
  readonly appointment: AppointmentId;
  readonly resource: Resource;
  readonly span: Span;
}

export function resourceKey({ kind, id }: Resource): string {
  return `${kind}:${id}`;
}

/**
 * The time a visit takes of each resource [ENG-1]. Without segments it is the provider's for its whole length. A segment that runs to the
 * end of the visit it was planned for is cut or left as the visit's length is now; none reaches beyond the visit.
 */
export function occupationsOf({
  appointment,
  at,
  segments
}: Pick<Appointment, 'appointment' | 'at' | 'segments'>): readonly Occupation[] {
  return resourcesAt(at, segments).map((part) => ({ appointment, ...part }));
}

/** The parts of a visit that take something besides its own provider. */
export function otherParts(appointment: Pick<Appointment, 'appointment' | 'at' | 'segments'>): readonly Occupation[] {
  return occupationsOf(appointment).filter(
    ({ resource }) => resource.kind !== 'practitioner' || resource.id !== appointment.at.practitioner
  );
}

/** The same of a place that is only thought of. A segment with several to choose from stands for its first. */
export function resourcesAt(
  at: Placement,
  segments: readonly Segment[] | undefined
): readonly { readonly resource: Resource; readonly span: Span }[] {
  const provider: Resource = { kind: 'practitioner', id: at.practitioner };
  if (!segments || segments.length === 0) return [{ resource: provider, span: spanOf(at) }];
  return segments.flatMap(({ kind, any: [id], offset, minutes }) => {
    const from = at.start + Math.min(offset, at.minutes);
    const span = { from, to: Math.min(from + minutes, at.start + at.minutes) };
    if (span.from >= span.to) return [];
    if (id !== undefined) return [{ resource: { kind, id }, span }];
    return kind === 'practitioner' ? [{ resource: provider, span }] : [];
  });
}

/** The provider's own part of a visit: what double booking is about. All of it where no segment says less. */
export function providerSpans(appointment: Pick<Appointment, 'appointment' | 'at' | 'segments'>): readonly Span[] {
  return occupationsOf(appointment)
    .filter(({ resource }) => resource.kind === 'practitioner' && resource.id === appointment.at.practitioner)
    .map(({ span }) => span);
}

/** The parts of a visit in which its provider is free: the patient is with somebody else, or in a room. None where no segment says so. */
export function providerIdle(appointment: Pick<Appointment, 'appointment' | 'at' | 'segments'>): readonly Span[] {
  if (!appointment.segments || appointment.segments.length === 0) return NONE;
  const { from, to } = spanOf(appointment.at);
  const idle: Span[] = [];
  let free = from;
  for (const span of providerSpans(appointment).toSorted((a, b) => a.from - b.from)) {
    if (span.from > free) idle.push({ from: free, to: span.from });
    free = Math.max(free, span.to);
  }
  if (free < to) idle.push({ from: free, to });
  return idle;
}
const NONE: readonly Span[] = [];
