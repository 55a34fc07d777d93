import type { Appointment } from './appointment.ts';
import { findSlots } from './find-slots.ts';
import type { FreeDay } from './free-time.ts';
import { ANY_SLOT, type FoundSlot } from './slot-search.ts';
import type { MinuteOfDay } from '../time.ts';

/**
 * Where a visit that gives way could go instead [LEASE-6]: the same type and length, the same provider being worth some days. @param days from
 * its own day on, made ready with all that is booked @param notBefore now, on the first day
 */
export function alternativesFor(
  days: readonly FreeDay[],
  { patient, visitType, at, segments }: Appointment,
  most: number,
  notBefore: MinuteOfDay
): readonly FoundSlot[] {
  const first = days[0]?.date;
  const extra = (segments ?? []).filter(({ kind, any }) => kind !== 'practitioner' || any.length > 0);
  const asked = {
    ...ANY_SLOT,
    patient,
    visitType,
    minutes: at.minutes,
    with: extra.map(({ kind, any }) => ({ kind, any })),
    usual: at.practitioner,
    notBefore: first === undefined ? null : { date: first, minute: notBefore }
  };
  return findSlots(days, asked, most);
}
