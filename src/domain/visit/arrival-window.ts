import { standing, type Fact, type Recorded } from '../fact.ts';
import type { PractitionerId, VisitTypeId } from '../ids.ts';
import { minutesBetween, type Instant, type Minutes } from '../time.ts';

/** What a provider wants done with who comes too late. */
export type LatePolicy = 'see' | 'wait-for-gap' | 'rebook';

export const LATE_POLICIES: readonly LatePolicy[] = ['see', 'wait-for-gap', 'rebook'];

/** When a patient of an appointment may arrive, in minutes around its time. */
export interface ArrivalWindow {
  /** Sooner than this before the time is too early. */
  readonly earliest: Minutes;
  /** Until so long after it nobody is late. */
  readonly grace: Minutes;
  /** Until here who is late is taken all the same; after it the policy decides. Never less than the grace. */
  readonly lateAccept: Minutes;
  readonly late: LatePolicy;
}

/** As a practice begins (product/01-arrivals-kiosk.md, arrival window). */
export const USUAL_WINDOW: ArrivalWindow = { earliest: 60, grace: 5, lateAccept: 15, late: 'wait-for-gap' };
/** Longer is no window. */
export const MOST_EARLY: Minutes = 720;
export const MOST_LATE: Minutes = 240;

/** What the practice says of one visit type's window, and what single providers want done otherwise. */
export interface TypeWindow extends ArrivalWindow {
  readonly visitType: VisitTypeId;
  readonly byProvider?: readonly { readonly practitioner: PractitionerId; readonly late: LatePolicy }[];
}

/** A fact of the `practice` document: when patients of a visit type may arrive from now on [ARR-12]. */
export type ArrivalWindowFact = Fact<'arrival/ruled', TypeWindow>;

export type ArrivalWindows = ReadonlyMap<VisitTypeId, TypeWindow>;

/** The windows as last set. */
export function arrivalWindowsOf(facts: readonly Recorded[]): ArrivalWindows {
  const windows = new Map<VisitTypeId, TypeWindow>();
  const ours = facts.filter(({ fact: { kind } }) => kind === 'arrival/ruled' || kind === 'fact/voided');
  for (const { fact } of standing(ours)) {
    const { kind, of } = fact as ArrivalWindowFact; // what is left is one
    if (kind === 'arrival/ruled') windows.set(of.visitType, of);
  }
  return windows;
}

/** The window of one appointment: its type's, with what its provider wants done with who is too late. */
export function windowOf(
  windows: ArrivalWindows,
  visitType: VisitTypeId,
  practitioner: PractitionerId | null
): ArrivalWindow {
  const known = windows.get(visitType);
  if (!known) return USUAL_WINDOW;
  const { earliest, grace, lateAccept, byProvider = [] } = known;
  const late = byProvider.find((one) => one.practitioner === practitioner)?.late ?? known.late;
  return { earliest, grace, lateAccept, late };
}

/** How an arrival stands to its appointment's time [ARR-12]. `minutes` before or after it. */
export type ArrivalTime =
  /** @property from when they may arrive */
  | { readonly code: 'too-early'; readonly minutes: Minutes; readonly from: Instant }
  | { readonly code: 'early'; readonly minutes: Minutes }
  | { readonly code: 'on-time' }
  | { readonly code: 'late'; readonly minutes: Minutes }
  | { readonly code: 'too-late'; readonly minutes: Minutes; readonly policy: LatePolicy };

const MINUTE_MS = 60_000;
/** Who comes this much sooner is said to be early; less is the usual. */
const EARLY: Minutes = 15;

export function arrivalTimeOf(startsAt: Instant, at: Instant, window: ArrivalWindow): ArrivalTime {
  if (at < startsAt) {
    const minutes = minutesBetween(at, startsAt);
    const from = startsAt - window.earliest * MINUTE_MS;
    if (at < from) return { code: 'too-early', minutes, from };
    return minutes >= EARLY ? { code: 'early', minutes } : { code: 'on-time' };
  }
  const past = at - startsAt;
  const minutes = minutesBetween(startsAt, at);
  if (past <= window.grace * MINUTE_MS) return { code: 'on-time' };
  return past <= window.lateAccept * MINUTE_MS
    ? { code: 'late', minutes }
    : { code: 'too-late', minutes, policy: window.late };
}
