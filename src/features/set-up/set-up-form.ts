import type { DayHours, WeekHours } from '#domain/practice/practice-facts.ts';
import { cleanLine, LONGEST_NAME } from '#domain/text.ts';
import type { MinuteOfDay, ZoneId } from '#domain/time.ts';
import { LEAST } from './passphrase.ts';

/** One weekday of the form; times as a time field has them, `09:00`. */
export interface FormDay {
  isOpen: boolean;
  from: string;
  to: string;
}

export interface FormProvider {
  key: number;
  given: string;
  family: string;
  /** Empty: `Dr` and the family name. */
  called: string;
}

/** The set-up page as it is typed. */
export interface SetUpForm {
  practiceName: string;
  siteName: string;
  zone: ZoneId;
  managerName: string;
  passphrase: string;
  providers: FormProvider[];
  /** One room a line. */
  rooms: string;
  /** Sunday first, seven. */
  days: FormDay[];
  hasBreak: boolean;
  breakFrom: string;
  breakTo: string;
}

/** What the server is asked to make (`POST /api/setup`). */
export interface SetUpOrder {
  readonly practiceName: string;
  readonly siteName: string;
  readonly zone: ZoneId;
  readonly manager: { readonly name: string; readonly passphrase: string };
  readonly practitioners: readonly { readonly given: string; readonly family: string; readonly called: string }[];
  readonly rooms: readonly string[];
  readonly hours: WeekHours;
}

/** What is wrong, by the field's name. Empty: nothing. */
export type SetUpErrors = Readonly<Record<string, string>>;

const MOST_ROOMS = 60;
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export function emptyForm(zone: ZoneId): SetUpForm {
  return {
    practiceName: '',
    siteName: 'Main office',
    zone,
    managerName: '',
    passphrase: '',
    providers: [{ key: 1, given: '', family: '', called: '' }],
    rooms: 'Room 1\nRoom 2\nRoom 3\nRoom 4',
    days: WEEKDAYS.map((_, day) => ({ isOpen: day >= 1 && day <= 5, from: '09:00', to: '17:00' })),
    hasBreak: true,
    breakFrom: '12:00',
    breakTo: '13:00'
  };
}

/** Everything that is wrong at once, each at its field [SET-2]. Nothing typed is changed. */
export function errorsOf(form: SetUpForm): SetUpErrors {
  const errors: Record<string, string> = {};
  const need = (field: string, text: string, say: string): void => {
    const line = cleanLine(text);
    if (!line) errors[field] = say;
    else if (line.length > LONGEST_NAME) errors[field] = `At most ${LONGEST_NAME} characters.`;
  };
  need('practiceName', form.practiceName, 'What is the practice called?');
  need('siteName', form.siteName, 'What is the office called? A street name will do.');
  need('managerName', form.managerName, 'Who signs in first?');
  if (form.passphrase.trim().length < LEAST)
    errors['passphrase'] = `At least ${LEAST} characters. Let us make one: it is easier to say than to guess.`;
  for (const { key, given, family } of namedProviders(form)) {
    need(`given-${key}`, given, 'A given name is needed.');
    need(`family-${key}`, family, 'A family name is needed.');
  }
  if (namedProviders(form).length === 0)
    errors[`family-${form.providers[0]?.key ?? 1}`] = 'Enter at least one provider.';
  roomErrors(form, errors);
  hourErrors(form, errors);
  return errors;
}

function roomErrors(form: SetUpForm, errors: Record<string, string>): void {
  const rooms = roomsOf(form);
  const double = rooms.find(
    (room, index) => rooms.findIndex((other) => other.toLowerCase() === room.toLowerCase()) < index
  );
  if (rooms.length === 0) errors['rooms'] = 'Enter at least one room; “Room 1” will do.';
  else if (rooms.length > MOST_ROOMS) errors['rooms'] = `At most ${MOST_ROOMS} rooms.`;
  else if (rooms.some((room) => room.length > LONGEST_NAME))
    errors['rooms'] = `At most ${LONGEST_NAME} characters a room.`;
  else if (double) errors['rooms'] = `“${double}” is there twice. Patients are called by these names.`;
}

function hourErrors(form: SetUpForm, errors: Record<string, string>): void {
  for (const [day, { isOpen, from, to }] of form.days.entries()) {
    const [opens, closes] = [minuteOf(from), minuteOf(to)];
    if (isOpen && (opens === null || closes === null)) errors[`day-${day}`] = 'Enter both times.';
    else if (isOpen && opens !== null && closes !== null && closes <= opens)
      errors[`day-${day}`] = 'It closes before it opens.';
  }
  if (!form.days.some(({ isOpen }) => isOpen)) errors['day-1'] = 'Choose at least one day.';
  const [from, to] = [minuteOf(form.breakFrom), minuteOf(form.breakTo)];
  if (form.hasBreak && (from === null || to === null || to <= from))
    errors['break'] = 'The break ends before it begins. Mend the times, or take the break away.';
}

/** The order for the server. Ask for `errorsOf` first. */
export function orderOf(form: SetUpForm): SetUpOrder {
  return {
    practiceName: cleanLine(form.practiceName),
    siteName: cleanLine(form.siteName),
    zone: form.zone,
    manager: { name: cleanLine(form.managerName), passphrase: form.passphrase.trim() },
    practitioners: namedProviders(form).map(({ given, family, called }) => ({
      given: cleanLine(given),
      family: cleanLine(family),
      called: cleanLine(called) || calledFrom(family)
    })),
    rooms: roomsOf(form),
    hours: form.days.map((day) => hoursOf(day, form))
  };
}

/** How patients and staff say a provider's name when nobody has said otherwise. */
export function calledFrom(family: string): string {
  const name = cleanLine(family);
  return name ? `Dr ${name}` : '';
}

function namedProviders(form: SetUpForm): readonly FormProvider[] {
  return form.providers.filter(({ given, family, called }) => `${given}${family}${called}`.trim() !== '');
}

function roomsOf(form: SetUpForm): readonly string[] {
  return form.rooms.split('\n').map(cleanLine).filter(Boolean);
}

/** The break cuts the day in two where it lies within it. */
function hoursOf({ isOpen, from, to }: FormDay, form: SetUpForm): DayHours {
  const [opens, closes] = [minuteOf(from), minuteOf(to)];
  if (!isOpen || opens === null || closes === null) return [];
  const [rests, resumes] = [minuteOf(form.breakFrom), minuteOf(form.breakTo)];
  if (!form.hasBreak || rests === null || resumes === null || resumes <= opens || rests >= closes)
    return [{ from: opens, to: closes }];
  return [
    { from: opens, to: rests },
    { from: resumes, to: closes }
  ].filter((part) => part.to > part.from);
}

function minuteOf(text: string): MinuteOfDay | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
