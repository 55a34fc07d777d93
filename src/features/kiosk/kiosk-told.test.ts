import { describe, expect, test } from 'vitest';
import type { Envelope } from '#domain/intake/intake-facts.ts';
import { after, freshSession } from './kiosk-session.ts';
import type { HelpWanted, KioskEvent, KioskField, KioskSession } from './kiosk-state.ts';
import { placeFrom, toldAtHandoff, toldBy, windowMissed } from './kiosk-told.ts';

const TODAY = '2026-11-20';
const SLIP: Envelope = { envelope: 'e-1', initial: 'M', time: '10:20', practitioner: 'Dr Kimball' };

/** A session after these events, a second apart. */
function sessionAfter(...events: readonly KioskEvent[]): KioskSession {
  return events.reduce((session, event, index) => after(session, event, index * 1_000), freshSession(0));
}

const typed = (answers: Partial<Record<KioskField, string>>): KioskEvent[] =>
  Object.entries(answers).map(([field, text]) => ({ type: 'typed', field: field as KioskField, text }));
const next: KioskEvent = { type: 'next', today: TODAY };
const unchanged: KioskEvent = { type: 'details', what: 'same' };
const same: KioskEvent = { type: 'insurance', isChanged: false };
const changed: KioskEvent = { type: 'insurance', isChanged: true };
const start = (path: 'slip' | 'appointment' | 'walk-in'): KioskEvent[] => [
  { type: 'language', language: 'es' },
  { type: 'path', path }
];
const help = (what: HelpWanted | 'wants-help'): KioskEvent[] => [{ type: 'help' }, { type: 'help-with', what }];
const mine: KioskEvent = { type: 'mine', isMine: true };
test('[KIO-32] a slip that opens nothing today goes to the desk by its name, with what is typed after it and at the hand-off; the screen says the same', () => {
  const scanned = (slip?: string): KioskEvent => ({ type: 'scanned', envelope: null, ...(slip && { slip }) });
  const seen = ({ slips: _, touchedAt: __, ...rest }: KioskSession): object => rest;
  const ours = sessionAfter(...start('slip'), scanned('e-9'), scanned('e-9'));
  expect(seen(ours)).toEqual(seen(sessionAfter(...start('slip'), scanned(), scanned())));
  const handedOff = after(ours, scanned('e-8'), 9_000);
  expect(toldAtHandoff(ours, handedOff, scanned('e-8'), TODAY)).toEqual({
    language: 'es',
    tries: 'handed-off',
    slips: ['e-9', 'e-8'],
    handoff: 'not-found'
  });
  const typedAfter = sessionAfter(
    ...start('slip'),
    scanned('e-9'),
    { type: 'back' },
    { type: 'path', path: 'appointment' }
  );
  expect(toldBy(typedAfter, TODAY)).toMatchObject({ slips: ['e-9'] });
  const found = after(ours, { type: 'scanned', envelope: SLIP }, 9_000);
  expect(toldBy(found, TODAY)).not.toHaveProperty('slips');
});

/** Everything answered, at the last page. */
const answered = [
  ...start('appointment'),
  ...typed({ family: 'Núñez' }),
  next,
  ...typed({ given: 'Inés' }),
  next,
  ...typed({ month: '3', day: '9', year: '1971' }),
  next,
  ...typed({ phone: '0142' }),
  next,
  unchanged,
  same
];
describe('[KIO-29] whom to call in an emergency', () => {
  const asked = [...answered.slice(0, -2), { type: 'details', what: 'emergency' } as const];
  const all = [...typed({ emergency: ' Bo  Quist ' }), next, ...typed({ emergencyPhone: '(555) 555-0102' }), next];

  test('is told with name and number, both of them, and is gone where it is said otherwise', () => {
    const session = sessionAfter(...asked, ...all, same);
    expect(session.step).toBe('confirm');
    expect(toldBy(session, TODAY).changes).toEqual({ emergency: { name: 'Bo Quist', phone: '5555550102' } });
    const mended = sessionAfter(...asked, ...all, same, { type: 'mend', step: 'details' }, unchanged);
    expect(toldBy(mended, TODAY).changes).toBeUndefined();
    const anew = sessionAfter(...answered, { type: 'mend', step: 'details' }, { type: 'details', what: 'emergency' });
    expect(anew.step).toBe('emergency-name');
  });

  test.each<[string, KioskEvent[], string]>([
    ['no name', [next], 'name-missing'],
    ['a card number', [...typed({ emergency: '4111 1111 1111 1111' }), next], 'card-number'],
    ['a number that is too short', [...typed({ emergency: 'Bo' }), next, ...typed({ emergencyPhone: '555' }), next], 'phone-ten'] // prettier-ignore
  ])('%s stops', (_, events, code) => {
    expect(sessionAfter(...asked, ...events).problem).toEqual({ code });
  });
});

describe('[KIO-29] details that changed', () => {
  const asked = [...answered.slice(0, -2), { type: 'details', what: 'contact' } as const];
  const all = [
    ...typed({ newPhone: '(555) 555-0142' }),
    next,
    ...typed({ street: ' 1 Harbor Ln ' }),
    next,
    ...typed({ place: 'Quince Bay, va 23480' }),
    next
  ];

  test('are typed as they are now, and go as what was told', () => {
    const session = sessionAfter(...asked, ...all, same);
    const address = { line: ['1 Harbor Ln'], city: 'Quince Bay', state: 'VA', postalCode: '23480' };
    expect(session.step).toBe('confirm');
    expect(toldBy(session, TODAY).changes).toEqual({ phone: '5555550142', address });
  });

  test.each([
    ['what is the same is left out', [...asked, next, next, next, same], undefined],
    [
      'said otherwise on the last page',
      [...asked, ...all, same, { type: 'mend', step: 'details' } as const, unchanged],
      undefined
    ]
  ])('%s', (_, events, changes) => expect(toldBy(sessionAfter(...events), TODAY).changes).toEqual(changes));

  test('a number that is too short stops, a line that is too long is not taken', () => {
    expect(sessionAfter(...asked, ...typed({ newPhone: '555555014' }), next)).toMatchObject({
      ...{ step: 'new-phone', problem: { code: 'phone-ten' } }
    });
    const long = sessionAfter(...asked, next, ...typed({ street: 'x'.repeat(201) }));
    expect(long).toMatchObject({ problem: { code: 'address-too-long' }, answers: { street: '' } });
    expect(sessionAfter(...asked, next, ...typed({ street: '4111 1111 1111 1111' }), next).problem).toEqual({
      code: 'card-number'
    });
  });

  test.each([
    ['Springfield, IL 62704', ['Springfield', 'IL', '62704']],
    ['St. Paul mn 55101-1234', ['St. Paul', 'MN', '55101-1234']],
    ['Tijuana, B.C. 22000', ['Tijuana, B.C. 22000', '', '']],
    ['', ['', '', '']]
  ])('a place is %s in its parts', (text, parts) => expect(Object.values(placeFrom(text))).toEqual(parts));
});

describe('[KIO-30] why the desk should look', () => {
  test.each<[string, KioskEvent[], string | undefined]>([
    ['a name that changed', [...answered.slice(0, -2), { type: 'details', what: 'name' }, same], 'identity-changed'],
    ['a new insurance without its card', [...answered.slice(0, -1), changed, { type: 'skip' }], 'insurance-changed'],
    [
      'a kiosk that could not save at first',
      [...answered, { type: 'send' }, { type: 'not-sent' }, { type: 'send' }],
      'device-error'
    ],
    ['nothing', answered, undefined]
  ])('is told with the submission, and not to the patient: %s', (_, events, reason) => {
    const session = sessionAfter(...events);
    expect([toldBy(session, TODAY).handoff, session.handoff]).toEqual([reason, null]);
  });

  test.each<[string, KioskEvent[], string]>([
    ['an interpreter', [...start('appointment'), ...help('needs-interpreter')], 'needs-interpreter'],
    ['a screen that is hard to use', [...start('walk-in'), ...help('accessibility')], 'accessibility'],
    [
      'something not to be signed',
      [...start('slip'), { type: 'scanned', envelope: SLIP }, mine, ...help('refuses-consent')],
      'refuses-consent'
    ],
    [
      'a visit of later',
      [...start('slip'), { type: 'scanned', envelope: SLIP }, { ...mine, time: 'too-early' } as KioskEvent],
      'too-early'
    ],
    [
      'a visit that is over',
      [...start('slip'), { type: 'scanned', envelope: SLIP }, { ...mine, time: 'too-late' } as KioskEvent],
      'too-late'
    ]
  ])('goes with a ticket of its own where the kiosk sends to the desk: %s', (_, events, reason) => {
    const before = sessionAfter(...events.slice(0, -1));
    const session = sessionAfter(...events);
    expect(session).toMatchObject({ step: 'handoff', handoff: reason });
    expect(toldAtHandoff(before, session, events.at(-1)!, TODAY)).toEqual({
      ...{ language: 'es', handoff: reason },
      ...(events.some(({ type }) => type === 'scanned') && { envelope: 'e-1' })
    });
  });

  test('help can be thought better of, and nothing is lost by it', () => {
    const back = sessionAfter(...start('appointment'), ...typed({ family: 'Ann' }), { type: 'help' }, { type: 'back' });
    expect(back).toMatchObject({ step: 'family', answers: { family: 'Ann' }, helpFrom: null });
  });

  test('the window of a visit is asked by the clock of the wall', () => {
    const window = { from: 560, until: 635 };
    expect([559, 560, 635, 636].map((minute) => windowMissed(window, minute))).toEqual([
      'too-early',
      undefined,
      undefined,
      'too-late'
    ]);
    expect([windowMissed({ from: 560, until: null }, 1439), windowMissed(undefined, 1)]).toEqual([
      undefined,
      undefined
    ]);
  });
});
