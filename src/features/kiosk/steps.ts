import type { KioskEvent, KioskSession } from './kiosk-state.ts';
import type { KioskSay } from './messages/words.ts';

/** What every question is given: the session to show, the words to show it in, and where to say what the patient did. */
export interface StepProps {
  readonly session: KioskSession;
  readonly say: KioskSay;
  readonly dispatch: (event: KioskEvent) => void;
  /** What stops the patient here, in words. */
  readonly problem: string | undefined;
  readonly onstartover: () => void;
}
