import { missedOf, stepAfter, type NoShowStep, type NoShowSteps } from '#domain/scheduling/no-shows.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import type { LocalDate } from '#domain/time.ts';
import { counted, dayText } from '#ui/format.ts';

const STEP_WORDS: Readonly<Record<NoShowStep, string>> = {
  warn: 'tell the patient what missed visits mean here',
  letter: 'send a letter',
  manager: 'ask a manager'
};

/** As many days as fit a line. */
const FEW = 3;

/** How many visits were missed within twelve months, which, and what the practice does then; null for none [NOSHOW-1] [NOSHOW-2]. */
export function missedWords(all: readonly DatedAppointment[], today: LocalDate, steps: NoShowSteps): string | null {
  const missed = missedOf(all, today);
  if (missed.length === 0) return null;
  const step = stepAfter(missed.length, steps);
  const days = missed.slice(0, FEW).map((date) => dayText(date));
  const more = missed.length > FEW ? [`and ${missed.length - FEW} more`] : [];
  const said = `${counted(missed.length, 'missed visit')} in twelve months (${[...days, ...more].join('; ')}).`;
  return step ? `${said} The practice’s step: ${STEP_WORDS[step]}.` : said;
}
