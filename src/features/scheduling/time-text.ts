import type { MinuteOfDay } from '#domain/time.ts';

const TYPED = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?$/i;

/**
 * A time of day as people type it: `9`, `9:20`, `920`, `2p`, `2:20 pm`, `14:20`. Without am or pm, 1 to 6 is in the
 * afternoon, as in an office. Null when it is no time.
 */
export function timeFrom(text: string): MinuteOfDay | null {
  const typed = TYPED.exec(text.trim());
  if (!typed) return null;
  const [, hours = '', minutes = '0', half = ''] = typed;
  const hour = Number(hours);
  const minute = Number(minutes);
  if (minute > 59) return null;
  if (half) {
    if (hour < 1 || hour > 12) return null;
    return ((hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)) * 60 + minute;
  }
  if (hour > 23) return null;
  const inOffice = hour >= 1 && hour <= 6 && !hours.startsWith('0') ? hour + 12 : hour;
  return inOffice * 60 + minute;
}
