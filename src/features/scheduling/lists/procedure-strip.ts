import { missingSteps, PROCEDURE_STEPS, type ProcedureState, type ProcedureStep } from '#domain/casework/procedure.ts';
import { plusDays, type LocalDate } from '#domain/time.ts';

/** How a step stands at its deadline. */
export type MarkState = 'done' | 'open' | 'late' | 'too-old';

/** The steps that have one deadline, as a column of the strip. */
export interface StripColumn {
  readonly daysBefore: number;
  readonly due: LocalDate;
  readonly marks: readonly { readonly step: ProcedureStep; readonly state: MarkState }[];
}

export interface Strip {
  /** The furthest deadline first; the last is the day itself, which has no marks. */
  readonly columns: readonly StripColumn[];
  /** Where today stands, in columns from the first; null before the first and after the day. */
  readonly today: number | null;
}

/** The deadlines of a procedure side by side, T−45 to the day [PROC-8]; null while no day is set. */
export function stripOf(procedure: Pick<ProcedureState, 'time' | 'steps'>, today: LocalDate): Strip | null {
  const { time } = procedure;
  if (!time) return null;
  const missing = new Map(missingSteps(procedure).map((one) => [one.step, one]));
  const stateOf = (step: ProcedureStep): MarkState => {
    const open = missing.get(step);
    if (!open) return 'done';
    if (open.why === 'too-old') return 'too-old';
    return open.due !== null && open.due < today ? 'late' : 'open';
  };
  const ahead = [...new Set<number>([...PROCEDURE_STEPS.map(({ daysBefore }) => daysBefore), 0])];
  const columns = ahead
    .sort((a, b) => b - a)
    .map((daysBefore): StripColumn => {
      const steps = PROCEDURE_STEPS.filter((one) => one.daysBefore === daysBefore);
      const due = plusDays(time.date, -daysBefore);
      return { daysBefore, due, marks: steps.map(({ step }) => ({ step, state: stateOf(step) })) };
    });
  return { columns, today: placeOf(columns, today) };
}

/** Between two deadlines it stands as far along as the days between them are over. */
function placeOf(columns: readonly StripColumn[], today: LocalDate): number | null {
  for (const [i, { due }] of columns.entries()) {
    const next = columns[i + 1];
    if (today === due) return i;
    if (next && due < today && today < next.due) return i + daysBetween(due, today) / daysBetween(due, next.due);
  }
  return null;
}

function daysBetween(from: LocalDate, to: LocalDate): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
