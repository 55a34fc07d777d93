import { describe, expect, test } from 'vitest';
import { instantAt } from '../time.ts';
import { appointmentOf } from './appointment.ts';
import type { AttemptOutcome } from '../casework/attempts.ts';
import { clientIdOf } from '../ids.ts';
import type { NewFact } from '../fact.ts';
import { bookedFact } from '#tests/fixtures/booked.ts';
import { TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { confirmationOf, isQuiet, stopFor } from './confirmation.ts';

const NOON = instantAt(TODAY, 720, ZONE);
const DAY = 86_400_000;

const tried = (outcome: AttemptOutcome, about = 'confirm'): NewFact => ({
  kind: 'appointment/attempted',
  of: { appointment: 'a-1', about, channel: 'phone', outcome }
});
const place = (start: number) => ({ practitioner: 'p-kim', start, minutes: 20 });
const moved: NewFact = { kind: 'appointment/moved', of: { appointment: 'a-1', from: place(540), to: place(600) } };

/** The appointment after these, the first two days ago, each a day after the one before unless said otherwise. */
function after(facts: readonly NewFact[], { apart = DAY } = {}) {
  return appointmentOf(
    [bookedFact(), ...facts].map(({ kind, of }, clock) => {
      return {
        client: clientIdOf(1, 0),
        clock,
        fact: { kind, of, at: (NOON - 2 * DAY + clock * apart) * 1024, by: 'u' }
      };
    })
  )!;
}

describe('[CONF-2] what the tries amount to', () => {
  test.each<[string, readonly NewFact[], object]>([
    ['nobody tried', [], { state: 'unconfirmed' }],
    ['tried once', [tried('no-answer')], { state: 'attempted', tries: 1 }],
    ['a message is no answer', [tried('left-message'), tried('busy')], { state: 'attempted', tries: 2 }],
    ['three times', [tried('no-answer'), tried('busy'), tried('left-message')], { state: 'unreachable' }],
    ['confirmed', [tried('no-answer'), tried('confirmed')], { state: 'confirmed', channel: 'phone' }],
    [
      'confirmed after three',
      [1, 2, 3].map(() => tried('no-answer')).concat(tried('confirmed')),
      { state: 'confirmed' }
    ],
    ['the last word counts', [tried('confirmed'), tried('asks-to-cancel')], { state: 'asks', what: 'cancel' }],
    ['another time', [tried('asks-to-reschedule')], { state: 'asks', what: 'reschedule' }],
    ['moved since, it was said of another time', [tried('confirmed'), moved], { state: 'unconfirmed' }],
    ['confirmed anew', [tried('confirmed'), moved, tried('confirmed')], { state: 'confirmed' }],
    ['a call about a new date says nothing of it', [tried('declined', 'new-date')], { state: 'unconfirmed' }]
  ])('%s', (_, facts, state) => {
    expect(confirmationOf(after(facts))).toMatchObject(state);
  });
});

describe('[CONF-3] when to stop', () => {
  test.each<[string, readonly NewFact[], readonly ('phone' | 'sms' | 'email' | 'portal' | 'letter')[], string | null]>([
    ['one may call', [], [], null],
    ['after one try yesterday too', [tried('no-answer')], [], null],
    ['confirmed', [tried('confirmed')], [], 'confirmed'],
    ['asked for something else', [tried('asks-to-cancel')], [], 'asks'],
    ['not that way', [], ['phone'], 'not-that-way'],
    ['another way is no matter', [], ['sms'], null],
    ['do not contact', [tried('confirmed')], ['phone', 'sms', 'email', 'portal', 'letter'], 'do-not-contact']
  ])('%s', (_, facts, never, stop) => {
    expect(stopFor(after(facts), never, 'phone', NOON, ZONE)).toBe(stop);
  });
  test('twice a day is enough, three times altogether', () => {
    const facts = [tried('no-answer'), tried('no-answer')];
    const at = NOON - 2 * DAY;
    expect(stopFor(after(facts, { apart: 60_000 }), [], 'phone', at + 600_000, ZONE)).toBe('enough-today');
    expect(stopFor(after(facts, { apart: 60_000 }), [], 'phone', at + DAY, ZONE)).toBeNull();
    expect(stopFor(after([...facts, tried('busy')]), [], 'phone', NOON + 9 * DAY, ZONE)).toBe('enough');
  });
  test.each([
    [539, true],
    [540, false],
    [1_199, false],
    [1_200, true]
  ])('at minute %i it is quiet: %s', (minute, quiet) => {
    expect(isQuiet(minute)).toBe(quiet);
  });
});
