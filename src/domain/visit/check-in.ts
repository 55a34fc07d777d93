import { coverageLooked } from '../coverage/coverage-evidence.ts';
import { homeOn } from '../patient/addresses.ts';
import { evidenceFor, type Evidence } from '../patient/evidence.ts';
import type { DemographicField } from '../patient/patient-facts.ts';
import type { Patient } from '../patient/patient.ts';
import { daysBetween, localDateOf, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import { CHECK_LINES, type CheckInRules, type CheckLine, type CheckNeed, type LineRule } from './check-in-rules.ts';
import type { Visit, Waiver } from './visit.ts';

/**
 * How a line stands. `doubt`: two desks wrote different things and nobody has settled it; `changed`: another system changed it since, or the patient told a kiosk something else; `stale`: it
 * was looked at, too long ago; `unseen`: it is there, and nobody here ever looked (an import).
 */
export type CheckState = 'ok' | 'changed' | 'stale' | 'unseen' | 'missing' | 'doubt' | 'waived';

/** One line of a patient's check-in [CHK-1]. */
export interface CheckItem {
  readonly line: CheckLine;
  readonly need: Exclude<CheckNeed, 'off'>;
  readonly state: CheckState;
  readonly evidence: Evidence | null;
  /** Days since the evidence, by the calendar of the clinic; null without any. */
  readonly daysAgo: number | null;
  readonly waiver: Waiver | null;
  /** The patient told a kiosk something else, which nobody has settled (ARR-13). */
  readonly isTold?: true;
}

/** What of the registration a line speaks of; a paper lies outside it, and who pays is asked by itself. */
const FIELDS: Readonly<Partial<Record<CheckLine, readonly DemographicField[]>>> = {
  identity: ['name', 'birthDate', 'sex', 'identifiers'],
  phones: ['phones'],
  address: ['address'],
  email: ['email']
};

/** The field that evidence for a line is written to, and those whose evidence counts for it. */
export function fieldsOf(line: CheckLine): readonly [field: string, ...also: string[]] {
  return line === 'identity' ? [line, 'name', 'birthDate'] : [line];
}

export interface CheckInParts {
  readonly patient: Patient;
  /** Absent before the patient is here. */
  readonly visit?: Pick<Visit, 'waivers'> | undefined;
  /** Lines that wait for what the patient told a kiosk. */
  readonly told?: ReadonlySet<CheckLine> | undefined;
  /** Lines whose words are others than those that were signed [FORM-24]. */
  readonly revised?: ReadonlySet<CheckLine> | undefined;
  readonly rules: CheckInRules;
  readonly now: Instant;
  readonly zone: ZoneId;
}

/** What is missing, stale or in doubt for a patient, and what is well, in the order it is asked [CHK-1]. */
export function checkInOf({ patient, visit, told, revised, rules, now, zone }: CheckInParts): readonly CheckItem[] {
  const today = localDateOf(now, zone);
  return CHECK_LINES.flatMap((line): readonly CheckItem[] => {
    const rule = rules[line];
    if (rule.need === 'off') return [];
    const card = line === 'coverage' ? coverageLooked(patient, today) : null;
    const isSaid = card ? card.isThere : isThere(patient, line, today);
    const evidence = card ? card.evidence : evidenceFor(patient, fieldsOf(line), isSaid === true);
    const day = evidence && localDateOf(evidence.at, zone);
    const waiver = visit?.waivers.find((one) => one.line === line) ?? null;
    const isTold = told?.has(line) ? ({ isTold: true } as const) : null;
    const looked = { day, isMonthly: card?.isMonthly ?? false };
    const held = stateOf(isSaid, evidence, looked, rule, today);
    const known = isTold ? 'changed' : held === 'ok' && revised?.has(line) ? 'stale' : held;
    const bare = (card?.isInDoubt ?? isInDoubt(patient, line)) ? 'doubt' : known;
    const state = waiver && bare !== 'ok' ? 'waived' : bare;
    return [
      {
        line,
        need: rule.need,
        state,
        evidence,
        daysAgo: day && Math.max(0, daysBetween(day, today)),
        waiver,
        ...isTold
      }
    ];
  });
}

/** The lines without which nobody is checked in [CHK-2]. */
export function openLines(items: readonly CheckItem[]): readonly CheckItem[] {
  return items.filter(({ need, state }) => need === 'required' && state !== 'ok' && state !== 'waived');
}

/**
 * Whether there is nothing to ask at all: then arriving is checking in [CHK-3]. A recommended line that was never filled in does not hold
 * anybody up; one that has gone stale is asked about.
 */
export function hasNothingToAsk(items: readonly CheckItem[]): boolean {
  return items.every(
    ({ need, state }) => state === 'ok' || state === 'waived' || (need === 'recommended' && state === 'missing')
  );
}

/** Whether the registration says it; null for a paper, which lies outside it. */
function isThere(patient: Patient, line: CheckLine, today: LocalDate): boolean | null {
  switch (line) {
    case 'identity':
      return patient.birthDate !== null;
    case 'phones':
      return patient.phones.length > 0;
    case 'address':
      return homeOn(patient, today) !== null;
    case 'email':
      return patient.email !== undefined;
    default:
      return null;
  }
}

function isInDoubt(patient: Patient, line: CheckLine): boolean {
  return patient.forks.some(({ field }) => FIELDS[line]?.includes(field));
}

function stateOf(
  isSaid: boolean | null,
  evidence: Evidence | null,
  { day, isMonthly }: { readonly day: LocalDate | null; readonly isMonthly: boolean },
  rule: LineRule,
  today: LocalDate
): CheckState {
  if (isSaid === false) return 'missing';
  // What need not be looked at again need not have been looked at: it is there.
  const isLasting = rule.days === null && !rule.eachYear;
  if (!evidence || day === null) return isSaid === null ? 'missing' : isLasting ? 'ok' : 'unseen';
  if (evidence.how === 'received') return 'changed';
  if (evidence.until !== undefined && evidence.until < today) return 'stale';
  if (rule.eachYear && day.slice(0, 4) !== today.slice(0, 4)) return 'stale';
  if (isMonthly && rule.eachYear && day.slice(0, 7) !== today.slice(0, 7)) return 'stale';
  return rule.days !== null && daysBetween(day, today) > rule.days ? 'stale' : 'ok';
}
