import type { SubmissionId, TicketCode, VisitId } from '#domain/ids.ts';
import { handlingFrom } from '#domain/intake/submissions.ts';
import type { Recorded } from '#domain/fact.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import { visitFrom, type Visit } from '#domain/visit/visit.ts';

/** What a board should say of a ticket. */
export type TicketSign =
  | { readonly state: 'waiting' }
  | { readonly state: 'called'; readonly roomName: string; readonly calledAt: Instant; readonly calls: number }
  | { readonly state: 'gone' };

const WAITING: TicketSign = { state: 'waiting' };
const GONE: TicketSign = { state: 'gone' };

interface Submitted {
  readonly ticket: TicketCode;
  handled: boolean;
}

/**
 * The tickets of one site's day. A ticket is first a kiosk's (waiting from the moment its submission is here), then its visit's.
 * A visit that arrived twice has several: the first speaks for it, because one person is called once (FLOW, visit.ts).
 */
export class Tickets {
  readonly #visits = new Map<VisitId, Visit>();
  readonly #visitOf = new Map<TicketCode, VisitId>();
  readonly #submissions = new Map<SubmissionId, Submitted>();
  readonly #submissionOf = new Map<TicketCode, SubmissionId>();
  /** Handled before their submission came, from another device. */
  readonly #handledEarly = new Set<SubmissionId>();

  visits(): Iterable<Visit> {
    return this.#visits.values();
  }

  visit(id: VisitId): Visit | undefined {
    return this.#visits.get(id);
  }

  ofVisit(id: VisitId): readonly TicketCode[] {
    return ticketsOf(this.#visits.get(id));
  }

  all(): Set<TicketCode> {
    return new Set([...this.#visitOf.keys(), ...this.#submissionOf.keys()]);
  }

  /** Takes a visit's facts as they are now; answers the tickets this may change. */
  setVisit(id: VisitId, facts: readonly Recorded[]): TicketCode[] {
    const before = this.#visits.get(id);
    const now = visitFrom(facts);
    for (const ticket of ticketsOf(before)) this.#visitOf.delete(ticket);
    for (const ticket of ticketsOf(now)) this.#visitOf.set(ticket, id);
    if (now) this.#visits.set(id, now);
    else this.#visits.delete(id);
    return [...ticketsOf(before), ...ticketsOf(now)];
  }

  /** A sealed submission came in; answers its ticket. */
  addSubmission(submission: SubmissionId, ticket: TicketCode): TicketCode[] {
    if (this.#submissions.has(submission)) return [];
    this.#submissions.set(submission, { ticket, handled: this.#handledEarly.has(submission) });
    this.#submissionOf.set(ticket, submission);
    return [ticket];
  }

  /** What a desk made of a submission, as its facts are now. */
  setHandling(submission: SubmissionId, facts: readonly Recorded[]): TicketCode[] {
    const handled = handlingFrom(facts) !== null;
    if (handled) this.#handledEarly.add(submission);
    else this.#handledEarly.delete(submission);
    const known = this.#submissions.get(submission);
    if (!known) return [];
    known.handled = handled;
    return [known.ticket];
  }

  signs(
    tickets: Iterable<TicketCode>,
    practice: Practice,
    isQuiet: (visit: Visit) => boolean
  ): Map<TicketCode, TicketSign> {
    return new Map([...tickets].map((ticket) => [ticket, this.sign(ticket, practice, isQuiet)]));
  }

  /** @param isQuiet whether somebody is not to be announced on this board, whatever else is true of them [AGT-10] [AGT-13] */
  sign(ticket: TicketCode, practice: Practice, isQuiet: (visit: Visit) => boolean): TicketSign {
    const visit = this.#visits.get(this.#visitOf.get(ticket) ?? '');
    if (visit) return visit.ticket === ticket && !isQuiet(visit) ? signOf(visit, practice) : GONE;
    const submitted = this.#submissions.get(this.#submissionOf.get(ticket) ?? '');
    return submitted && !submitted.handled ? WAITING : GONE;
  }
}

function ticketsOf(visit: Visit | null | undefined): readonly TicketCode[] {
  return visit ? [visit.ticket, ...visit.otherTickets] : [];
}

function signOf(visit: Visit, practice: Practice): TicketSign {
  switch (visit.state) {
    case 'waiting':
      return WAITING;
    case 'called': {
      const roomName = practice.rooms.get(visit.room ?? '')?.name ?? 'the desk';
      return { state: 'called', roomName, calledAt: visit.calledAt ?? visit.since, calls: visit.calls };
    }
    case 'in-room':
    case 'ready':
    case 'with-provider':
    case 'done':
    case 'checked-out':
    case 'left':
      return GONE;
  }
}
