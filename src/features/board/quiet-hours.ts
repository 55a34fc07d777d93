import type { MinuteOfDay } from '#domain/time.ts';

/** What a field for a time of day holds: `18:30`, in any language; null for nothing, and for what is no time. */
export function minuteFromTyped(typed: string): MinuteOfDay | null {
  const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(typed) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null;
  return Number(hours) * 60 + Number(minutes);
}
