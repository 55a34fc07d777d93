import { expect, test } from 'vitest';
import { HANDOFF_WORDS, type HandoffReason } from '#domain/intake/handoff.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { handoffFrom } from '#protocol/told-changes.ts';
import type { Candidate } from './candidates.ts';
import type { KnownVisits } from './known-visits.ts';
import { handoffOf } from './told.ts';

const said = (handoff?: HandoffReason): Submission => ({
  submission: 's-1',
  ticket: 'K2-001',
  at: 0,
  language: 'en',
  ...(handoff && { handoff })
});
const fits = (patient: string, isSure = false): Candidate => ({
  appointment: { patient } as Appointment, // nothing else of it is looked at
  isSure,
  reasons: [],
  changes: []
});
const KNOWN: KnownVisits = {
  patient: 'p-1',
  label: { family: 'Rook', given: 'Ann', birthDate: null },
  here: null,
  today: null,
  otherDays: [{ date: '2026-11-24', appointment: {} as Appointment }] // only that there is one
};

/** Who can know each: the kiosk says it (kiosk-told.test.ts), the desk sees it, or nobody yet. */
const KNOWN_BY: Readonly<Record<HandoffReason, 'kiosk' | 'desk' | 'nobody'>> = {
  'not-found': 'kiosk',
  ambiguous: 'desk',
  'too-early': 'kiosk',
  'too-late': 'kiosk',
  'wrong-day': 'desk',
  'insurance-changed': 'kiosk',
  'identity-changed': 'kiosk',
  'minor-without-guardian': 'kiosk',
  'needs-interpreter': 'kiosk',
  accessibility: 'kiosk',
  // Balances are not kept here yet: a newer kiosk may say it.
  'balance-dispute': 'nobody',
  'red-flag-symptom': 'kiosk',
  'refuses-consent': 'kiosk',
  'device-error': 'kiosk'
};
const REASONS = Object.keys(KNOWN_BY) as HandoffReason[]; // the record has these keys and no others

test.each(REASONS)(
  '[ARR-11] %s crosses the wire, has a word and a next step at the desk, and is shown as it was said',
  (reason) => {
    expect(handoffFrom(reason)).toBe(reason);
    expect(HANDOFF_WORDS[reason].word).toMatch(/^[A-Z]/);
    expect(HANDOFF_WORDS[reason].next).toMatch(/\.$/);
    expect(handoffOf(said(reason), undefined)).toBe(reason);
  }
);

test.each<
  [string, HandoffReason | undefined, KnownVisits | undefined, readonly Candidate[], HandoffReason | undefined]
>([
  ['two people fit', undefined, undefined, [fits('p-1'), fits('p-2')], 'ambiguous'],
  ['two people fit and codes failed', 'not-found', undefined, [fits('p-1'), fits('p-2')], 'ambiguous'],
  ['one of two fits surely', undefined, undefined, [fits('p-1', true), fits('p-2')], undefined],
  ['one person with two appointments', undefined, undefined, [fits('p-1'), fits('p-1')], undefined],
  ['booked on another day', undefined, KNOWN, [], 'wrong-day'],
  ['a slip of another day', 'not-found', KNOWN, [], 'wrong-day'],
  ['here already, and booked on another day', undefined, { ...KNOWN, today: {} as Appointment }, [], undefined],
  ['what the kiosk said of a known visit stands', 'too-late', KNOWN, [fits('p-1'), fits('p-2')], 'too-late'],
  ['nobody', undefined, undefined, [], undefined]
])('[ARR-11] what only a desk knows: %s', (_, told, known, candidates, reason) => {
  expect(handoffOf(said(told), known, candidates)).toBe(reason);
});
