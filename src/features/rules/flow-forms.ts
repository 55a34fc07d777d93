import type { VisitTypeId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import {
  LATE_POLICIES,
  MOST_EARLY,
  MOST_LATE,
  USUAL_WINDOW,
  type LatePolicy,
  type TypeWindow
} from '#domain/visit/arrival-window.ts';
import { LIMIT_WORDS, LIMITS, MOST_LIMIT, type FlowLimits } from '#domain/visit/flow-limits.ts';

export type FlowFormRefusal =
  | { readonly code: 'rules/bad-minutes'; readonly what: string; readonly least: number; readonly most: number }
  | { readonly code: 'rules/grace-too-long' };

/** When patients of a visit type may arrive, as it is typed. */
export interface WindowForm {
  readonly earliest: string;
  readonly grace: string;
  readonly lateAccept: string;
  readonly late: LatePolicy;
  /** By provider; '' goes by the visit type. */
  readonly byProvider: Readonly<Record<string, string>>;
}

export function windowForm(window: TypeWindow | undefined): WindowForm {
  const { earliest, grace, lateAccept, late } = window ?? USUAL_WINDOW;
  return {
    earliest: String(earliest),
    grace: String(grace),
    lateAccept: String(lateAccept),
    late,
    byProvider: Object.fromEntries((window?.byProvider ?? []).map((one) => [one.practitioner, one.late]))
  };
}

/** The window that is meant [ARR-12]. */
export function windowFrom(visitType: VisitTypeId, form: WindowForm): Result<TypeWindow, FlowFormRefusal> {
  const earliest = minutesFrom(form.earliest, 'Earliest', 0, MOST_EARLY);
  if (!earliest.ok) return earliest;
  const grace = minutesFrom(form.grace, 'On time', 0, MOST_LATE);
  if (!grace.ok) return grace;
  const lateAccept = minutesFrom(form.lateAccept, 'Taken late', 0, MOST_LATE);
  if (!lateAccept.ok) return lateAccept;
  if (grace.value > lateAccept.value) return err({ code: 'rules/grace-too-long' });
  const byProvider = Object.entries(form.byProvider).flatMap(([practitioner, text]) => {
    const late = LATE_POLICIES.find((policy) => policy === text);
    return late ? [{ practitioner, late }] : [];
  });
  const window = { visitType, earliest: earliest.value, grace: grace.value, lateAccept: lateAccept.value };
  return ok({ ...window, late: form.late, ...(byProvider.length > 0 && { byProvider }) });
}

/** The limits as they are typed. */
export type LimitsForm = Readonly<Record<keyof FlowLimits, string>>;

export function limitsForm(limits: FlowLimits): LimitsForm {
  return Object.fromEntries(LIMITS.map((limit) => [limit, String(limits[limit] ?? '')])) as LimitsForm; // each limit has its text
}

/** The limits that are meant [QUE-25]. */
export function limitsFrom(form: LimitsForm): Result<FlowLimits, FlowFormRefusal> {
  const limits: Partial<Record<keyof FlowLimits, number | null>> = {};
  for (const limit of LIMITS) {
    // The one that may be left to the clinic's own history.
    if (limit === 'longWatched' && form[limit].trim() === '') {
      limits[limit] = null;
      continue;
    }
    const read = minutesFrom(form[limit], LIMIT_WORDS[limit], 1, MOST_LIMIT);
    if (!read.ok) return read;
    limits[limit] = read.value;
  }
  return ok(limits as FlowLimits); // every one of them was read
}

function minutesFrom(text: string, what: string, least: number, most: number): Result<number, FlowFormRefusal> {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : NaN;
  return value >= least && value <= most ? ok(value) : err({ code: 'rules/bad-minutes', what, least, most });
}
