import type { Fact } from '../fact.ts';
import { isLocalDate, type LocalDate } from '../time.ts';
import type { NoShowReason } from './appointment-facts.ts';
import type { DatedAppointment } from './unscheduled.ts';

/** What a practice does after so many missed visits, the heaviest last (product/15). Each is done by a person. */
export const NO_SHOW_STEPS = ['warn', 'letter', 'manager'] as const;
export type NoShowStep = (typeof NO_SHOW_STEPS)[number];

/** From the how-manieth missed visit of twelve months on; null: not at all. */
export type NoShowSteps = Readonly<Record<NoShowStep, number | null>>;

export const USUAL_NO_SHOW_STEPS: NoShowSteps = { warn: 1, letter: 2, manager: 3 };

/** A fact of the `practice` document; the later word counts [RULE-11]. */
export type NoShowFact = Fact<'no-show/ruled', NoShowSteps>;

/** Nobody's fault, or no absence: these are not counted. */
const EXEMPT: ReadonlySet<string> = new Set<NoShowReason>([
  'wrong-day',
  'left-before',
  'illness',
  'transport',
  'disaster'
]);

/** The visits a patient missed within the twelve months before a day, the latest first [NOSHOW-1]. @param all of the patient */
export function missedOf(all: readonly DatedAppointment[], today: LocalDate): readonly LocalDate[] {
  const from = yearBefore(today);
  return all
    .filter(({ date, appointment: { status, reason } }) => {
      const isCounted = status === 'no-show' && !EXEMPT.has(reason ?? '');
      return isCounted && date > from && date <= today;
    })
    .map(({ date }) => date)
    .sort()
    .reverse();
}

/** What the practice does after so many; null for nothing [NOSHOW-2]. */
export function stepAfter(count: number, steps: NoShowSteps): NoShowStep | null {
  return (
    NO_SHOW_STEPS.findLast((step) => {
      const from = steps[step];
      return from !== null && count >= from;
    }) ?? null
  );
}

/** The same day a year ago; the day before where there is none (29 February). */
function yearBefore(today: LocalDate): LocalDate {
  const date = `${String(Number(today.slice(0, 4)) - 1).padStart(4, '0')}${today.slice(4)}`;
  return isLocalDate(date) ? date : date.replace(/29$/, '28');
}
