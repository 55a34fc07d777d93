import { tick } from 'svelte';
import type { AppointmentId, SubmissionId, VisitId } from '#domain/ids.ts';
import type { Need, PlaceReason } from '#domain/visit/visit-facts.ts';
import type { WalkIn } from '#features/arrivals/accept-submission.ts';
import type { KnownAct } from '#features/arrivals/known-acts.ts';
import type { Waiting } from '#features/arrivals/proposals.ts';
import type { ConflictAnswer, ConflictCard } from '#features/queue/conflicts.ts';
import { arrivalWords, arriveQuestion } from '#features/queue/arrive-question.ts';
import type { Asking } from '#features/queue/InHand.svelte';
import type { Prompt, PromptAct } from '#features/queue/prompts.ts';
import { asksFirst, type Step } from '#features/queue/steps.ts';
import type { RoomAct, RoomNow } from '#features/queue/rooms.ts';
import type { TodayRow, TodayRows } from '#features/queue/today.ts';
import { bookingPath } from './booking-path.ts';
import type { PatientHit } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';

/** The one thing in hand. */
export type Hand =
  | { readonly kind: 'visit'; readonly visit: VisitId }
  | { readonly kind: 'proposal'; readonly submission: SubmissionId }
  | { readonly kind: 'conflict'; readonly conflict: string; readonly isAnswering: boolean }
  | { readonly kind: 'walk-in' };

/** What the screen shows now, for the hand to look things up in. */
interface Shown {
  rows(): TodayRows | undefined;
  waiting(): readonly Waiting[];
  cards(): readonly ConflictCard[];
  go(path: string): void;
}

export type TodayHand = ReturnType<typeof createTodayHand>;

/** What is in hand on Today, and what is done with it. Call it while the screen is set up. */
export function createTodayHand(station: Station, toasts: Toasts, shown: Shown) {
  // What is done comes when it is first needed, or when the page is idle: it is no part of what must load before the day is seen.
  const acts = () => import('./today-acts.ts');
  let hand = $state.raw<Hand | null>(null);
  let asking = $state.raw<Asking | null>(null);
  let focus = $state.raw<VisitId | null>(null);
  let settling = $state.raw<VisitId | null>(null);
  let isLooking = $state(false);

  const row = $derived.by(() => {
    const rows = shown.rows();
    const wanted = hand?.kind === 'visit' ? hand.visit : null;
    if (!rows || wanted === null) return undefined;
    return Object.values(rows)
      .flat()
      .find((one) => one.visit === wanted);
  });
  const proposal = $derived(
    shown.waiting().find(({ sealed }) => hand?.kind === 'proposal' && sealed.submission === hand.submission)
  );
  const card = $derived(shown.cards().find(({ id }) => hand?.kind === 'conflict' && id === hand.conflict));

  function take(next: Hand | null): void {
    hand = next;
    asking = null;
    settling = null;
    isLooking = false;
  }

  async function run(next: TodayRow, step: Step, answer: string): Promise<void> {
    // The line will be drawn anew in another section: it takes the focus there.
    focus = next.visit;
    const { runStep } = await acts();
    await runStep(station, toasts, next, step, answer);
    // What is still to do takes the focus: the list of it goes by Enter.
    if (step === 'check-in') document.querySelector<HTMLElement>('[data-check][data-open]')?.focus();
  }

  /** The next of its list is in hand as soon as one is dealt with, so that a row of them goes by Enter, Enter, Enter. */
  function leave(ids: readonly string[], id: string): void {
    const at = ids.indexOf(id);
    const next = ids[at + 1] ?? ids[at - 1];
    if (next === undefined) take(null);
    else focusLine(next);
  }

  /** The search for another time, with all that is known of this one filled in [QUE-25]. */
  function findAnother({ patient, type, practitioner, appointment, state }: TodayRow): void {
    if (patient === null || type === null || practitioner === null) return;
    const today = station.today();
    // One that was missed has ended already.
    const instead = appointment === null || state === 'no-show' ? null : { date: today, appointment };
    shown.go(bookingPath(today, { patient, visitType: type, at: { practitioner } }, instead));
  }

  /** On the schedule, with the appointment in hand: from there it is moved. */
  function rebook({ appointment }: TodayRow): void {
    if (appointment !== null) shown.go(`/schedule/${station.today()}?appointment=${appointment}`);
  }

  /** What was told is settled while the patient stands there. @param visit null where there is nothing to settle */
  function settle(visit: VisitId | null): void {
    if (visit === null) return;
    take({ kind: 'visit', visit });
    settling = visit;
  }

  const leaveProposal = (done: Waiting): void =>
    leave(
      shown.waiting().map(({ sealed }) => sealed.submission),
      done.sealed.submission
    );

  return {
    get hand() {
      return hand;
    },
    get asking() {
      return asking;
    },
    /** The line that keeps the focus while a step takes it to another section. */
    get focus() {
      return focus;
    },
    /** A submission was accepted as this visit just now, and told something that is to be settled [ARR-13]. */
    get settling() {
      return settling;
    },
    /** What can be done with the submission in hand takes the focus. */
    get isLooking() {
      return isLooking;
    },
    get row() {
      return row;
    },
    get proposal() {
      return proposal;
    },
    get card() {
      return card;
    },
    take,
    takeRow(next: TodayRow): void {
      if (hand?.kind !== 'visit' || hand.visit !== next.visit) take({ kind: 'visit', visit: next.visit });
    },
    async step(next: TodayRow, step: Step): Promise<void> {
      take({ kind: 'visit', visit: next.visit });
      if (step === 'rebook') return findAnother(next);
      if (step === 'arrive' && arriveQuestion(next, station.now())) asking = { visit: next.visit, step };
      else if (asksFirst(step)) asking = { visit: next.visit, step };
      else await run(next, step, '');
    },
    async answer(value: string): Promise<void> {
      const asked = asking;
      if (asked?.step === 'place' && !asked.why && value !== 'clinical') {
        asking = { ...asked, why: value as PlaceReason }; // a choice's value
        return;
      }
      asking = null;
      if (asked?.step === 'arrive' && row && value !== 'arrive') {
        findAnother(row);
        return;
      }
      if (asked && row) await run(row, asked.step, asked.why ? `${asked.why} ${value}` : value);
    },
    async cancel(): Promise<void> {
      const line = asking?.visit ?? card?.id ?? proposal?.sealed.submission;
      asking = null;
      await tick();
      if (line) focusLine(line);
    },
    async accept(done: Waiting, appointment: AppointmentId): Promise<void> {
      // They came when they stood at the kiosk, however long it took the desk.
      const due = Object.values(shown.rows() ?? {})
        .flat()
        .find((one) => one.appointment === appointment && one.arrivedAt === null);
      const outside = due ? arrivalWords(due, done.sealed.at, station.zone) : '';
      leaveProposal(done);
      const { accept } = await acts();
      settle(await accept(station, toasts, done, appointment, outside));
    },
    /** @param hit the patient it is, when one was found */
    async walkInFrom(done: Waiting, hit: PatientHit | null): Promise<void> {
      leaveProposal(done);
      const { walkInFrom } = await acts();
      settle(await walkInFrom(station, toasts, done, hit));
    },
    /** Somebody has a visit already, and the desk chose what becomes of it [ARR-17]. @param done the submission that brought them */
    async known(act: KnownAct, done: Waiting | null): Promise<void> {
      if (act.act === 'open') return take({ kind: 'visit', visit: act.visit });
      if (act.act === 'book') {
        const { date, appointment } = act.on;
        return shown.go(bookingPath(station.today(), appointment, { date, appointment: appointment.appointment }));
      }
      if (done) leaveProposal(done);
      const { runKnown } = await acts();
      const visit = await runKnown(station, toasts, act, done);
      if (visit !== null) settle(visit);
      else if (!done) take(null);
    },
    /** From its line on to what can be done with a submission that fits nobody surely. */
    look(submission: SubmissionId): void {
      take({ kind: 'proposal', submission });
      isLooking = true;
    },
    async refuse(done: Waiting): Promise<void> {
      leaveProposal(done);
      const { refuse } = await acts();
      await refuse(station, toasts, done);
    },
    async arrive(walkIn: WalkIn): Promise<void> {
      const { arrive } = await acts();
      const arrived = await arrive(station, toasts, walkIn);
      if (arrived) take({ kind: 'visit', visit: arrived.visit });
    },
    async need(next: TodayRow, need: Need, wanted: boolean): Promise<void> {
      const { runNeed } = await acts();
      await runNeed(station, toasts, next, need, wanted);
    },
    async prompt(asked: Prompt, act: PromptAct): Promise<void> {
      const { runPrompt } = await acts();
      const isDone = await runPrompt(station, toasts, asked, act);
      // What they want is another appointment: the next thing to do is to look for it.
      if (isDone && asked.kind === 'delay' && (act === 'other-provider' || act === 'another-time')) rebook(asked.row);
    },
    async setRoom(room: RoomNow, act: RoomAct): Promise<void> {
      const { runRoom } = await acts();
      await runRoom(station, toasts, room, act);
    },
    async settle(done: ConflictCard, answer: ConflictAnswer): Promise<void> {
      if (answer.act === 'open') return shown.go(`/schedule/${station.today()}?appointment=${answer.appointment}`);
      leave(
        shown.cards().map(({ id }) => id),
        done.id
      );
      const { settleConflict } = await acts();
      await settleConflict(station, toasts, answer);
    }
  };
}

function focusLine(line: string): void {
  document.querySelector<HTMLElement>(`[data-row="${CSS.escape(line)}"]`)?.focus();
}
