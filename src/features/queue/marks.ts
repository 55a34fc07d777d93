import { otherNamesOnCards } from '#domain/coverage/card-name.ts';
import { FLAG_WORDS, flagsTogether } from '#domain/patient/flags.ts';
import { revisedLines } from '#domain/forms/revised-consents.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { localDateOf, type Instant, type ZoneId } from '#domain/time.ts';
import type { CheckInRules } from '#domain/visit/check-in-rules.ts';
import { checkInOf, openLines } from '#domain/visit/check-in.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { counted } from '#ui/format.ts';
import type { TodayRow } from './today.ts';

export interface MarkParts {
  readonly row: TodayRow;
  /** Absent where the record is not at hand: what rests on it is not said. */
  readonly patient: Patient | undefined;
  readonly visit: Visit | undefined;
  /** Nobody here has seen them before. */
  readonly isFirst: boolean;
  readonly rules: CheckInRules;
  /** The practice's own words of forms: what was signed may be older. */
  readonly forms?: Practice['forms'];
  readonly now: Instant;
  readonly zone: ZoneId;
}

/** What to know of somebody at one look, in few words: how to treat them first, then what is missing, and what is special today; how they came their line says itself [FLAG-3]. */
export function marksOf({ row, patient, visit, isFirst, rules, forms, now, zone }: MarkParts): readonly string[] {
  const flags = flagsTogether(patient, visit).map((flag) => FLAG_WORDS[flag]);
  const isHere = row.section === 'waiting' || row.section === 'rooms';
  const revised = patient && forms && revisedLines(patient, forms);
  const open =
    patient && isHere && !row.checkedIn ? openLines(checkInOf({ patient, visit, revised, rules, now, zone })) : [];
  return [
    ...flags,
    open.length > 0 ? `${counted(open.length, 'item')} to check` : '',
    patient && otherNamesOnCards(patient, localDateOf(now, zone)).length > 0 ? 'Other name on card' : '',
    isFirst ? 'First visit' : '',
    isBirthday(row, now, zone) ? 'Birthday' : ''
  ].filter(Boolean);
}

/** Born on this day of the year; on 29 February only in a leap year. */
function isBirthday({ birthDate }: TodayRow, now: Instant, zone: ZoneId): boolean {
  return birthDate !== null && birthDate.slice(5) === localDateOf(now, zone).slice(5);
}
