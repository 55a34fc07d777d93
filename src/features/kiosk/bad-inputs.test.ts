import { describe, expect, test } from 'vitest';
import { LONGEST_NAME } from '#domain/text.ts';
import { arrivalsPrivateKey, newArrivalsKeyPair, openSubmission, sealSubmission } from '#protocol/envelope.ts';
import { LONGEST_REASON } from './kiosk-answers.ts';
import { after, freshSession } from './kiosk-session.ts';
import type { KioskField, KioskSession, KioskStep } from './kiosk-state.ts';
import { codeTold, toldBy } from './kiosk-told.ts';

const TODAY = '2026-11-20';
const clinic = await newArrivalsKeyPair();
const privateKey = await arrivalsPrivateKey(clinic.privateKey);

/** What comes out of hands, scanners and attackers, into every field. */
const INPUTS: readonly (readonly [string, string])[] = [
  ['apostrophes', `'''';--`],
  ['quotes', `"“”«»"`],
  ['SQL', `Robert'); DROP TABLE patients;--`],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a formula', '=cmd|"/c calc"!A1'],
  ['a path', '../../etc/passwd'],
  ['an address', 'https://example.org/a.pdf'],
  ['a template', '{{constructor}} ${1+1}'],
  ['names of a prototype', '__proto__'],
  ['10 KB', 'x'.repeat(10_240)],
  ['emoji', '👩‍👩‍👧‍👦'.repeat(20)],
  ['right-to-left override', 'abc\u202egpj.exe\u202c'],
  ['zero width', 'a\u200b\u200c\u200d\ufeffb'],
  ['control characters', 'a\u0000b\u0007c\u001bd\u007fe'],
  ['line ends and tabs', 'a\r\nb\tc'],
  ['half of a pair of code units', 'a\ud83db'],
  ['a heap of accents', `e${'\u0301'.repeat(100)}`],
  ['a scanned code', 'anteroom:1:AAAAAAAAAAAAAAAAAAAAAA']
];
const FIELDS: readonly (readonly [KioskField, KioskStep])[] = [
  ['code', 'code'],
  ['family', 'family'],
  ['given', 'given'],
  ['month', 'birth-date'],
  ['day', 'birth-date'],
  ['year', 'birth-date'],
  ['phone', 'phone'],
  ['reason', 'reason'],
  ['emergency', 'emergency-name']
];
const UNSEEN = /[\p{Cc}\p{Bidi_C}\u200b\ufeff]/u;

describe.each(FIELDS)('[KIO-7] %s', (field, step) => {
  test.each(INPUTS)('%s: kept as it is meant or refused in words; the rest of the session stays', async (_, text) => {
    const before: KioskSession = { ...freshSession(0), language: 'en', path: 'walk-in', step };
    const typed = after(before, { type: 'typed', field, text }, 1);
    const kept = typed.answers[field];
    expect(kept.length).toBeLessThanOrEqual(field === 'reason' ? LONGEST_REASON : LONGEST_NAME);
    if (field === 'code') expect(kept).toMatch(/^[0-9A-HJKMNP-TV-Z]{0,8}$/);
    else if (!['family', 'given', 'reason', 'emergency'].includes(field)) expect(kept).toMatch(/^\d{0,4}$/);
    else if (kept !== text) expect(typed).toMatchObject({ problem: { code: expect.stringMatching(/-too-long$/) } });
    expect({ ...typed, answers: before.answers, problem: null, touchedAt: 0 }).toEqual(before);

    const next = after(typed, { type: 'next', today: TODAY }, 2);
    expect([
      step,
      ...FIELDS.map(([, other]) => other),
      'confirm',
      'handoff',
      'looking',
      'insurance',
      'guardian'
    ]).toContain(next.step);
    const { cards, forms, ...told } = toldBy({ ...next, answers: { ...next.answers, [field]: kept } }, TODAY);
    expect([cards, forms, JSON.stringify(told)]).toEqual([undefined, undefined, expect.not.stringMatching(UNSEEN)]);
    const submission = { submission: 's-1', ticket: 'K2-001', at: 0, ...told };
    const opened = await openSubmission(await sealSubmission(submission, clinic.publicKey), privateKey);
    expect(JSON.stringify(opened)).toBe(JSON.stringify(submission));
  });
});

test.each(INPUTS)(
  '[KIO-15] a code of %s and any birth date is looked up as eight characters, or not at all',
  (_, text) => {
    let session: KioskSession = { ...freshSession(0), language: 'en', path: 'code', step: 'code' };
    session = after(session, { type: 'typed', field: 'code', text }, 1);
    session = after(session, { type: 'next', today: TODAY }, 2);
    if (session.step === 'code') return expect(session.problem).toEqual({ code: 'code-short' });
    for (const [field, digits] of [
      ['month', '3'],
      ['day', '9'],
      ['year', '1971']
    ] as const)
      session = after(session, { type: 'typed', field, text: digits }, 3);
    session = after(session, { type: 'next', today: TODAY }, 4);
    expect(codeTold(session, TODAY)).toEqual({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/),
      birthDate: '1971-03-09'
    });
  }
);

test('[KIO-8] nothing that is pressed reaches a look-up that is on its way, and it is not walked away from', () => {
  const looking: KioskSession = { ...freshSession(0), language: 'en', path: 'code', step: 'looking' };
  for (const event of [
    { type: 'back' },
    { type: 'help' },
    { type: 'typed', field: 'code', text: '0' },
    { type: 'next', today: TODAY },
    { type: 'scanned', envelope: null },
    { type: 'send' }
  ] as const)
    expect(after(looking, event, 9)).toBe(looking);
  expect(after(looking, { type: 'looked-up', envelope: null }, 9)).toMatchObject({
    step: 'code',
    failedTries: 1,
    problem: { code: 'code-not-for-today' }
  });
});
