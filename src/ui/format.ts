/** How numbers, times and days are written at the desk: as people in the United States write them. */

const MONEY = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const DAY = new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' });
const LONG_DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });

/** `$1,204.50`; a negative amount has a true minus sign. @param cents whole cents */
export function moneyText(cents: number): string {
  const text = MONEY.format(Math.abs(cents) / 100);
  return cents < 0 ? `−${text}` : text;
}

/** `9:05 am`. @param minute wall-clock minute of the day, 0 to 1439 */
export function clockText(minute: number): string {
  const hour = Math.floor(minute / 60);
  return `${hour % 12 || 12}:${two(minute % 60)} ${hour < 12 ? 'am' : 'pm'}`;
}

/** `09:05`, for machines and narrow columns. */
export function clockIso(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** `12 min`, `1 h 05`. */
export function minutesText(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`;
}

/** `K 2, 0 1 4`, for a voice: it would read `K2-014` as a sum. */
export function spelledText(ticket: string): string {
  return [...ticket].join(' ').replace(' - ', ', ');
}

/** `03/09/1971`. @param date `1971-03-09`, or null when nobody knows it */
export function birthDateText(date: string | null): string {
  if (!date) return 'DOB unknown';
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year}`;
}

/** `Sat, Nov 21`. @param date `2026-11-21` */
export function dayText(date: string): string {
  return DAY.format(new Date(`${date}T00:00:00Z`));
}

/** `Saturday, November 21, 2026`. */
export function longDayText(date: string): string {
  return LONG_DAY.format(new Date(`${date}T00:00:00Z`));
}

/** `Gonzalez, Maria`; people with one name have only that. */
export function nameText(person: { readonly family: string; readonly given: string }): string {
  return [person.family, person.given].filter(Boolean).join(', ') || 'Name unknown';
}

/** `1 visit`, `3 visits`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** `(206) 555-0101` for a US number in E.164; anything else stays as it was given. */
export function phoneText(number: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return us ? `(${us[1]}) ${us[2]}-${us[3]}` : number;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const LANGUAGES = new Intl.DisplayNames('en-US', { type: 'language', fallback: 'code' });

/** `Spanish`; the code itself where nobody has a name for it. */
export function languageText(code: string): string {
  try {
    return LANGUAGES.of(code) ?? code;
  } catch {
    return code;
  }
}
