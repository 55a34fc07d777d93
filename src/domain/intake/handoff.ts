/**
 * Why a person, and not the kiosk, goes on with a patient (product/01-arrivals-kiosk.md, handoff reasons). The kiosk has words of its own for each, in the
 * patient's language; these are the desk's.
 */
export type HandoffReason =
  | 'not-found'
  | 'ambiguous'
  | 'too-early'
  | 'too-late'
  | 'wrong-day'
  | 'insurance-changed'
  | 'identity-changed'
  | 'minor-without-guardian'
  | 'needs-interpreter'
  | 'accessibility'
  | 'balance-dispute'
  | 'red-flag-symptom'
  | 'refuses-consent'
  | 'device-error';

/** What each is called at the desk, and the one thing to do next [ARR-11]. */
export const HANDOFF_WORDS: Readonly<Record<HandoffReason, { readonly word: string; readonly next: string }>> = {
  'not-found': { word: 'Not found', next: 'Ask for name and birth date, and look for an appointment of another day.' },
  ambiguous: { word: 'Two people fit', next: 'Ask for the birth date and the telephone.' },
  'too-early': { word: 'Too early', next: 'Say when to come back, or mark the arrival now.' },
  'too-late': { word: 'Too late', next: 'Go by the provider’s rule: see now, wait for a gap, or another time.' },
  'wrong-day': { word: 'Another day', next: 'Say which day it is, or find a time today.' },
  'insurance-changed': { word: 'New insurance', next: 'Ask for the card.' },
  'identity-changed': { word: 'Name or birth date differs', next: 'Ask for an ID before anything is changed.' },
  'minor-without-guardian': { word: 'Child alone', next: 'Ask who comes with the child and may consent.' },
  'needs-interpreter': { word: 'Needs an interpreter', next: 'Ask for the language, and call the interpreter.' },
  accessibility: { word: 'Cannot use the kiosk', next: 'Check the patient in here.' },
  'balance-dispute': { word: 'Disputes the balance', next: 'Take the patient aside: not at the counter.' },
  'red-flag-symptom': { word: 'Urgent', next: 'Get a nurse now.' },
  'refuses-consent': { word: 'Would not consent', next: 'Ask why, and write the reason down.' },
  'device-error': { word: 'The kiosk failed', next: 'Check the patient in here, and look at the kiosk.' }
};
