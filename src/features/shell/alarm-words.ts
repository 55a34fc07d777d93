import type { AlarmKind, AlarmMeans } from '#domain/practice/alarm-facts.ts';
import { ALARM_STANDS_MS, type Alarm } from '#domain/practice/alarms.ts';
import { localDateOf, minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import { clockText, dayText } from '#ui/format.ts';

const WHAT: Readonly<Record<AlarmKind, (alarm: Alarm) => string>> = {
  'glass-broken': ({ name, device }) => `Emergency access: ${name} opened desk ${device} to read`,
  'sign-in-renewed': ({ name }) => `A new passphrase was made for ${name}, who had lost their sign-in`,
  'kit-made': ({ name }) => `${name} put a new recovery kit in force`
};

const MEANS: Readonly<Record<AlarmMeans, (vouched: string) => string>> = {
  kit: () => ', with the recovery kit',
  manager: (vouched) => (vouched ? `, with the passphrase of ${vouched}` : ''),
  'kit-and-manager': (vouched) => `, with the recovery kit and the passphrase of ${vouched}`,
  'two-managers': (vouched) => `, with the passphrases of ${vouched}`
};

/** What happened, by whom, by what, when. One sentence; a word of a newer version is passed over. */
export function alarmText(alarm: Alarm, zone: ZoneId): string {
  const what = WHAT[alarm.what] ?? (() => 'Something a newer Anteroom tells of');
  const means = MEANS[alarm.means] ?? (() => '');
  return `${what(alarm)}${means(alarm.vouched.join(' and '))}, ${momentText(alarm.at, zone)}.`;
}

/** From when on it may be put away, as it is read. */
export function standsUntilText({ at }: Alarm, zone: ZoneId): string {
  return momentText(at + ALARM_STANDS_MS, zone);
}

function momentText(at: Instant, zone: ZoneId): string {
  return `${dayText(localDateOf(at, zone))}, ${clockText(minuteOfDayOf(at, zone))}`;
}
