import type { LayoutName } from './keyboard-layouts.ts';
import type { KioskField, KioskStep } from './kiosk-state.ts';

interface TextPage {
  readonly field: KioskField;
  readonly layout: LayoutName;
}

/** The pages that ask for a line of text, and what is typed on them. */
export const TEXT_STEPS = {
  family: { field: 'family', layout: 'name' },
  given: { field: 'given', layout: 'name' },
  reason: { field: 'reason', layout: 'text' },
  'new-phone': { field: 'newPhone', layout: 'digits' },
  'new-street': { field: 'street', layout: 'text' },
  'new-place': { field: 'place', layout: 'text' },
  'emergency-name': { field: 'emergency', layout: 'name' },
  'emergency-phone': { field: 'emergencyPhone', layout: 'digits' }
} as const satisfies Partial<Record<KioskStep, TextPage>>;

export type TextStepName = keyof typeof TEXT_STEPS;

export function isTextStep(step: KioskStep): step is TextStepName {
  return Object.hasOwn(TEXT_STEPS, step);
}
