import type { AppointmentId } from '#domain/ids.ts';
import {
  acceptSubmission,
  acceptWalkIn,
  dismissSubmission,
  labelFrom,
  type WalkIn
} from '#features/arrivals/accept-submission.ts';
import type { Arrived } from '#features/arrivals/mark-arrived.ts';
import type { Waiting } from '#features/arrivals/proposals.ts';
import { arrivalWordsFor } from '#features/arrivals/refusals.ts';
import { arriveWalkIn } from '#features/arrivals/walk-in.ts';
import type { Done } from '#station/done.ts';
import type { PatientHit } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { undone } from './run-step.ts';

/** What a desk does with a kiosk submission; each says what came of it and can be undone. */
export interface ProposalDesk {
  accept(waiting: Waiting, appointment: AppointmentId): Promise<Arrived | undefined>;
  /** @param hit the patient it is, when one was found */
  walkIn(waiting: Waiting, hit: PatientHit | null): Promise<Arrived | undefined>;
  refuse(waiting: Waiting): Promise<void>;
  /** Someone at the desk without an appointment, kiosk or no kiosk. */
  arrive(walkIn: WalkIn): Promise<Arrived | undefined>;
}

export function proposalDesk(station: Station, toasts: Toasts): ProposalDesk {
  const say = {
    refused: arrivalWordsFor,
    undo: ({ done }: { readonly done: Done }): Promise<void> => undone(station, toasts, done)
  };
  return {
    accept: async (waiting, appointment) =>
      await tell(toasts, acceptSubmission(station, waiting.sealed, appointment), {
        ...say,
        done: ({ ticket }) => `${ticket} is here.`
      }),
    walkIn: async (waiting, hit) => {
      const walkIn = hit ? walkInOf(hit) : waiting.said ? { patient: null, label: labelFrom(waiting.said) } : null;
      if (!walkIn) return undefined;
      return await tell(toasts, acceptWalkIn(station, waiting.sealed, walkIn), {
        ...say,
        done: ({ ticket }) => `${nameText(walkIn.label)} is here as a walk-in: ticket ${ticket}.`
      });
    },
    refuse: async (waiting) => {
      await tell(toasts, dismissSubmission(station, waiting.sealed), {
        ...say,
        done: () => `${waiting.sealed.ticket} is put away.`
      });
    },
    arrive: async (walkIn) =>
      await tell(toasts, arriveWalkIn(station, walkIn), {
        ...say,
        done: ({ ticket }) => `${nameText(walkIn.label)} is here as a walk-in: ticket ${ticket}.`
      })
  };
}

function walkInOf({ patient, family, given, birthDate }: PatientHit): WalkIn {
  return { patient, label: { family, given, birthDate } };
}
