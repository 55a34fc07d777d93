import type { Envelope, KioskLanguage } from '#domain/intake/intake-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { MinuteOfDay } from '#domain/time.ts';
import { windowOf } from '#domain/visit/arrival-window.ts';

/**
 * What a slip tells a kiosk (SECURITY.md §4, L1): no name, birth date, reason or balance. Its parts stand in the order in which an opened
 * envelope has them: after a restart one is held against the other.
 */
export function slipContent(
  envelope: string,
  { visitType, label, slip, at: { practitioner, start } }: Appointment,
  { practice, language }: { readonly practice: Practice; readonly language: KioskLanguage | null }
): Envelope {
  const { called = '' } = practice.practitioners.get(practitioner) ?? {};
  const { earliest, lateAccept, late } = windowOf(practice.arrivals, visitType, practitioner);
  return {
    envelope,
    initial: [...label.given][0]?.toUpperCase() ?? '',
    time: clock(start),
    practitioner: called,
    // When its patient may arrive [ARR-12], as the kiosk asks its own clock.
    window: { from: Math.max(0, start - earliest), until: late === 'see' ? null : start + lateAccept },
    language,
    forms: slip?.forms ?? []
  };
}

function clock(minute: MinuteOfDay): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}
