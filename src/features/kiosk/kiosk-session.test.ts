import { describe, expect, test } from 'vitest';
import type { Envelope } from '#domain/intake/intake-facts.ts';
import { PRIVACY_NOTICE } from '#domain/forms/shipped/consents.ts';
import { HISTORY, PHQ_2 } from '#domain/forms/shipped/history.ts';
import type { FormAtKiosk, FormEvent } from './kiosk-form.ts';
import { after, COUNTDOWN_MS, countdownOf, freshSession, IDLE_MS, READING_MS } from './kiosk-session.ts';
import { progressOf, type KioskEvent, type HelpWanted, type KioskField, type KioskSession } from './kiosk-state.ts';
import { formsHere } from './kiosk-forms.ts';
import { toldAtHandoff, toldBy } from './kiosk-told.ts';

const TODAY = '2026-11-20';
const SLIP: Envelope = { envelope: 'e-1', initial: 'M', time: '10:20', practitioner: 'Dr Kimball' };
const ANSWERS = { family: 'Núñez', given: 'Inés', month: '3', day: '9', year: '1971', phone: '0142' };

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
/** Everything answered, at the last page. */
const answered = [
  ...start('appointment'),
  ...typed({ family: ANSWERS.family }),
  next,
  ...typed({ given: ANSWERS.given }),
  next,
  ...typed({ month: '3', day: '9', year: '1971' }),
  next,
  ...typed({ phone: '0142' }),
  next,
  unchanged,
  same
];
const walkIn = (reason: string): KioskEvent[] => [
  ...start('walk-in'),
  ...typed(ANSWERS),
  next,
  next,
  next,
  next,
  ...typed({ reason }),
  next
];

test('[KIO-2] the questions of an appointment come one by one, and back leads through them', () => {
  const steps: string[] = [];
  let session = freshSession(0);
  for (const event of answered) {
    session = after(session, event, 0);
    if (steps.at(-1) !== session.step) steps.push(session.step);
  }
  expect(steps).toEqual(['how', 'family', 'given', 'birth-date', 'phone', 'details', 'insurance', 'confirm']);
  expect(progressOf(session)).toEqual({ number: 7, of: 7 });
  const back: string[] = [];
  while (session.step !== 'language') {
    session = after(session, { type: 'back' }, 0);
    back.push(session.step);
  }
  expect(back).toEqual(['insurance', 'details', 'phone', 'birth-date', 'given', 'family', 'how', 'language']);
});

test('[KIO-4] what was told goes out cleaned, and nothing that was not asked', () => {
  const session = sessionAfter(...answered, { type: 'send' });
  expect(session.step).toBe('sending');
  expect(toldBy(session, TODAY)).toEqual({
    language: 'es',
    family: 'Núñez',
    given: 'Inés',
    birthDate: '1971-03-09',
    phoneLast4: '0142',
    insurance: 'same'
  });
});

test('[KIO-4] a phone may be left out', () => {
  const session = sessionAfter(
    ...answered,
    { type: 'back' },
    { type: 'back' },
    { type: 'back' },
    { type: 'skip' },
    unchanged,
    same
  );
  expect(session.step).toBe('confirm');
  expect(toldBy(session, TODAY)).not.toHaveProperty('phoneLast4');
});

test('[KIO-9] once it is sent the session holds nothing that was typed', () => {
  const session = sessionAfter(...walkIn('Knee'), { type: 'send' }, { type: 'sent', ticket: 'K2-014' });
  expect(session).toMatchObject({ step: 'done', ticket: 'K2-014', language: 'es', path: null, slip: null });
  expect(Object.values(session.answers).join('')).toBe('');
});

describe('[KIO-5] a slip', () => {
  test('is recognised at any question, and sends nothing else', () => {
    const session = sessionAfter(...answered, { type: 'scanned', envelope: SLIP }, mine, unchanged, same);
    expect(session.step).toBe('sending');
    expect(toldBy(session, TODAY)).toEqual({ language: 'es', envelope: 'e-1', insurance: 'same' });
  });

  test('of somebody else is for the desk', () => {
    const session = sessionAfter(
      ...start('slip'),
      { type: 'scanned', envelope: SLIP },
      { type: 'mine', isMine: false }
    );
    expect(session).toMatchObject({ step: 'handoff', handoff: 'not-me', slip: null });
  });

  test('changes nothing once a submission is on its way, or the ticket is given', () => {
    const sending = sessionAfter(...answered, { type: 'send' });
    expect(after(sending, { type: 'scanned', envelope: SLIP }, 99_000)).toBe(sending);
    const done = after(sending, { type: 'sent', ticket: 'K2-014' }, 0);
    expect(after(done, { type: 'scanned', envelope: null }, 0)).toMatchObject({ step: 'done', problem: null });
  });
});

test('[KIO-6] three codes that are not for today, and a person takes over', () => {
  const wrong: KioskEvent = { type: 'scanned', envelope: null };
  const twice = sessionAfter(...start('slip'), wrong, wrong);
  expect(twice).toMatchObject({ step: 'scan', problem: { code: 'code-not-for-today' } });
  expect(after(twice, wrong, 0)).toMatchObject({ step: 'handoff', handoff: 'code-not-for-today' });
});

describe('[KIO-7] bad answers are refused in words, and what was typed stays', () => {
  test.each<[string, KioskEvent[], KioskField, string, object]>([
    ['no name', start('appointment'), 'family', '   ', { code: 'name-missing' }],
    ['only what is unseen', start('appointment'), 'family', '\u200b\u202e', { code: 'name-missing' }],
    ['a card number', start('appointment'), 'family', '4111 1111 1111 1111', { code: 'card-number' }]
  ])('%s', (_, before, field, text, problem) => {
    const session = sessionAfter(...before, ...typed({ [field]: text }), next);
    expect(session.problem).toEqual(problem);
    expect(session.answers[field]).toBe(text);
  });

  test('a name of 10 KB leaves the field as it was', () => {
    const session = sessionAfter(
      ...start('appointment'),
      ...typed({ family: 'Ann' }),
      ...typed({ family: 'x'.repeat(10_240) })
    );
    expect(session).toMatchObject({ problem: { code: 'name-too-long' }, answers: { family: 'Ann' } });
  });

  test.each([
    [{ month: '', day: '9', year: '1971' }, { code: 'birth-date-missing' }],
    [{ month: '3', day: '9', year: '197' }, { code: 'birth-date-missing' }],
    [
      { month: '13', day: '9', year: '1971' },
      { code: 'no-such-month', month: '13' }
    ],
    [
      { month: '00', day: '9', year: '1971' },
      { code: 'no-such-month', month: '00' }
    ],
    [
      { month: '2', day: '31', year: '2023' },
      { code: 'no-such-day', date: '2023-02-31' }
    ],
    [
      { month: '02', day: '29', year: '2023' },
      { code: 'no-such-day', date: '2023-02-29' }
    ],
    [
      { month: '4', day: '00', year: '2000' },
      { code: 'no-such-day', date: '2000-04-00' }
    ],
    [
      { month: '1', day: '1', year: '2099' },
      { code: 'birth-year', year: '2099' }
    ],
    [
      { month: '11', day: '21', year: '2026' },
      { code: 'birth-year', year: '2026' }
    ],
    [
      { month: '1', day: '1', year: '1850' },
      { code: 'birth-year', year: '1850' }
    ]
  ])('birth date %o', (parts, problem) => {
    const session = sessionAfter(
      ...start('appointment'),
      ...typed({ family: 'Ann' }),
      next,
      next,
      ...typed(parts),
      next
    );
    expect(session).toMatchObject({ step: 'birth-date', problem, answers: parts });
  });

  test('a phone of three digits, and letters among digits', () => {
    const session = sessionAfter(...answered.slice(0, -4), ...typed({ phone: '0a1-4' }), next);
    expect(session).toMatchObject({ step: 'phone', problem: { code: 'phone-short' }, answers: { phone: '014' } });
  });
});

describe('[KIO-8] nobody there', () => {
  const session = sessionAfter(...start('appointment'));
  const left = (ms: number, one = session): number | null => countdownOf(one, one.touchedAt + ms, TODAY);

  test('after 30 seconds the kiosk counts ten down', () => {
    expect([left(IDLE_MS - 1), left(IDLE_MS), left(IDLE_MS + 500), left(IDLE_MS + COUNTDOWN_MS)]).toEqual([
      null,
      10,
      10,
      0
    ]);
  });

  test('a touch begins anew', () => {
    const touched = after(session, { type: 'touched' }, session.touchedAt + IDLE_MS + 5_000);
    expect(left(IDLE_MS - 1, touched)).toBe(null);
  });

  test('nothing is counted on the first page or while a submission is on its way', () => {
    expect(countdownOf(freshSession(0), 1e9, TODAY)).toBe(null);
    expect(countdownOf(sessionAfter(...answered, { type: 'send' }), 1e9, TODAY)).toBe(null);
  });

  test('a ticket and a hand-off end by themselves too', () => {
    expect(
      countdownOf(sessionAfter(...answered, { type: 'send' }, { type: 'sent', ticket: 'K2-014' }), 1e9, TODAY)
    ).toBe(0);
    expect(countdownOf(sessionAfter(...start('slip'), ...help('wants-help')), 1e9, TODAY)).toBe(0);
  });
});

test('[KIO-10] a reason that cannot wait goes to the desk at once, urgent, and leaves the screen', () => {
  const events = walkIn('Me duele el PECHO');
  const before = sessionAfter(...events.slice(0, -1));
  expect(toldBy(before, TODAY)).toMatchObject({ walkIn: true, reason: 'Me duele el PECHO', urgent: true });
  const session = sessionAfter(...events);
  expect(session).toMatchObject({ step: 'handoff', handoff: 'red-flag' });
  expect(Object.values(session.answers).join('')).toBe('');
  expect(after(session, { type: 'sent', ticket: 'K2-014' }, 0)).toMatchObject({ step: 'handoff', ticket: 'K2-014' });
});

test('[KIO-11] what could not be saved stays on the screen and can be sent again', () => {
  const session = sessionAfter(...answered, { type: 'send' }, { type: 'not-sent' });
  expect(session).toMatchObject({ step: 'confirm', problem: { code: 'not-saved' }, answers: { family: 'Núñez' } });
  expect(after(session, { type: 'send' }, 0).step).toBe('sending');
});

test('one answer can be mended from the last page, and leads back there', () => {
  const mending = sessionAfter(...answered, { type: 'mend', step: 'given' });
  expect(mending.step).toBe('given');
  expect(after(mending, next, 0)).toMatchObject({ step: 'confirm', isMending: false });
  expect(after(mending, { type: 'back' }, 0)).toMatchObject({ step: 'confirm', isMending: false });
});

test('an event out of its place changes nothing', () => {
  const fresh = freshSession(0);
  for (const event of [
    { type: 'path', path: 'slip' },
    { type: 'send' },
    { type: 'sent', ticket: 'K2-014' },
    { type: 'not-sent' },
    { type: 'mine', isMine: true },
    { type: 'mend', step: 'given' },
    { type: 'skip' },
    { type: 'back' },
    { type: 'scanned', envelope: SLIP }
  ] satisfies KioskEvent[])
    expect(after(fresh, event, 0)).toEqual(fresh);
});

describe('[KIO-24] a driver licence answers the questions it can', () => {
  const told = { family: 'Núñez', given: 'Inés Marta', birthDate: '1971-03-09' } as const;
  const licence = (changes: Partial<typeof told | { birthDate: null }> = {}): KioskEvent => ({
    type: 'licence',
    today: TODAY,
    ...told,
    ...changes
  });
  const atLicence = [...start('appointment'), { type: 'scan-licence' } as const];

  test('then what is still open, and the last page shows all of it', () => {
    expect(sessionAfter(...atLicence).step).toBe('licence');
    const scanned = sessionAfter(...atLicence, licence());
    expect(scanned.step).toBe('phone');
    const last = [...typed({ phone: '0142' }), next, unchanged, same];
    expect(sessionAfter(...atLicence, licence(), ...last).step).toBe('confirm');
    expect(toldBy(sessionAfter(...atLicence, licence(), ...last), TODAY)).toEqual({
      language: 'es',
      family: 'Núñez',
      given: 'Inés Marta',
      birthDate: '1971-03-09',
      phoneLast4: '0142',
      insurance: 'same'
    });
  });

  test.each([
    ['a walk-in is still asked why', [...start('walk-in'), licence(), ...typed({ phone: '0142' }), next], 'reason'],
    [
      'at the last page, for somebody else',
      [...answered, { type: 'mend', step: 'family' } as const, licence()],
      'confirm'
    ],
    ['without a birth date that is asked', [...atLicence, licence({ birthDate: null })], 'birth-date'],
    [
      'one of somebody not born yet is asked again',
      [...atLicence, licence({ birthDate: '2031-01-01' as never })],
      'birth-date'
    ],
    ['back leads to typing', [...atLicence, { type: 'back' } as const], 'family'],
    ['before a way in is chosen it is nothing', [{ type: 'language', language: 'es' } as const, licence()], 'how'],
    [
      'a name of no length a card has is not taken',
      [...atLicence, licence({ family: 'x'.repeat(121) as never })],
      'licence'
    ],
    ['a card number is no name', [...atLicence, licence({ family: '4111 1111 1111 1111' as never })], 'family']
  ])('%s', (_, events, step) => expect(sessionAfter(...events).step).toBe(step));

  test('once it is on its way nothing changes it any more', () => {
    const sending = sessionAfter(...answered, { type: 'send' });
    expect(after(sending, licence({ family: 'Other' as never }), 99_000)).toBe(sending);
  });
});

describe('[KIO-25] the card of an insurance that changed', () => {
  const [front, back] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
  const taken = (picture: Uint8Array): KioskEvent => ({ type: 'pictured', picture });
  const asked = [...answered.slice(0, -1), changed];

  test('is taken from both sides, looked at, and goes with the rest', () => {
    const session = sessionAfter(...asked, taken(front), next, taken(back), next);
    expect(session.step).toBe('confirm');
    expect(toldBy(session, TODAY)).toMatchObject({ insurance: 'changed', cards: { front, back } });
  });

  test('is not gone on from without a picture, and can be taken again', () => {
    expect(sessionAfter(...asked, next).step).toBe('card-front');
    const again = sessionAfter(...asked, taken(front), { type: 'pictured', picture: null });
    expect(again).toMatchObject({ step: 'card-front', cards: {} });
  });

  test.each([
    ['both may be left out: the desk looks', [...asked, { type: 'skip' } as const], {}],
    ['only the back', [...asked, taken(front), next, taken(back), { type: 'skip' } as const], { front }],
    ['back to the first page of it', [...asked, taken(front), next, { type: 'back' } as const], { front }]
  ])('%s', (_, events, cards) => expect(sessionAfter(...events).cards).toEqual(cards));

  test('said otherwise on the last page, its card is asked for, and then the page is back', () => {
    const mending = [...answered, { type: 'mend', step: 'insurance' } as const, changed];
    expect(sessionAfter(...mending).step).toBe('card-front');
    expect(sessionAfter(...mending, taken(front), next, taken(back), next).step).toBe('confirm');
    expect(sessionAfter(...mending, { type: 'back' }).step).toBe('confirm');
    expect(
      sessionAfter(...asked, taken(front), next, taken(back), next, { type: 'mend', step: 'insurance' }, same)
    ).toMatchObject({
      ...{ step: 'confirm', insurance: 'same', cards: {} }
    });
  });

  test('with a slip it is asked before anything is sent; what could not be saved is sent again from there', () => {
    const bySlip = [...start('slip'), { type: 'scanned', envelope: SLIP } as const, mine, unchanged];
    expect(sessionAfter(...bySlip).step).toBe('insurance');
    const sending = sessionAfter(...bySlip, changed, taken(front), next, { type: 'skip' });
    expect(sending).toMatchObject({ step: 'sending', cards: { front } });
    const failed = after(sending, { type: 'not-sent' }, 0);
    expect(failed).toMatchObject({ step: 'card-back', problem: { code: 'not-saved' }, cards: { front } });
  });

  test('another slip, and the end, leave no picture', () => {
    expect(sessionAfter(...asked, taken(front), { type: 'scanned', envelope: SLIP }).cards).toEqual({});
    expect(sessionAfter(...asked, taken(front), ...help('wants-help')).cards).toEqual({});
  });

  test('somebody without an appointment is not asked', () =>
    expect(sessionAfter(...walkIn('Knee')).step).toBe('confirm'));
});

describe('[KIO-26] who is under 18', () => {
  const bornOn = (year: string, month: string, day: string): KioskEvent[] => [
    ...start('appointment'),
    ...typed({ family: 'Ann' }),
    next,
    next,
    ...typed({ month, day, year }),
    next,
    { type: 'skip' }
  ];
  test('is asked who came with them, up to the day before the birthday', () => {
    expect(sessionAfter(...bornOn('2008', '11', '21')).step).toBe('guardian');
    expect(sessionAfter(...bornOn('2008', '11', '20')).step).toBe('details');
  });

  test('goes on with a parent, and to the desk without one', () => {
    const child = bornOn('2015', '2', '3');
    expect(sessionAfter(...child, { type: 'guardian', isHere: true }).step).toBe('details');
    const alone = sessionAfter(...child, { type: 'guardian', isHere: false });
    expect(alone).toMatchObject({ step: 'handoff', handoff: 'minor-without-guardian', answers: { family: '' } });
    expect(toldAtHandoff(sessionAfter(...child), alone, { type: 'touched' }, TODAY)).toMatchObject({ family: 'Ann' });
  });

  test('is noticed on a licence too', () => {
    const licence = { type: 'licence', today: TODAY, family: 'Ann', given: 'B', birthDate: '2010-01-01' } as const;
    expect(sessionAfter(...start('appointment'), ...typed({ phone: '0142' }), licence).step).toBe('guardian');
  });
});

describe('[KIO-27] forms of the day', () => {
  const PHQ: FormAtKiosk = { form: PHQ_2, since: null, manner: 'whole' };
  const NOTICE: FormAtKiosk = { form: PRIVACY_NOTICE, since: null, manner: 'whole' };
  const YEARLY: FormAtKiosk = { form: HISTORY, since: '2026-02-03', manner: 'changes' };
  const withForms = (...forms: FormAtKiosk[]): KioskEvent[] => [
    ...start('slip'),
    { type: 'scanned', envelope: SLIP },
    { type: 'mine', isMine: true, forms },
    unchanged,
    same
  ];
  const say = (event: FormEvent): KioskEvent => ({ type: 'form', event, today: TODAY });
  const choose = (code: string): KioskEvent => say({ do: 'choose', value: { code } });
  const atAll = (...events: KioskEvent[]): KioskSession => sessionAfter(...withForms(PHQ, NOTICE), ...events);

  test('one question a page, one form after the other; what was answered goes with the rest', () => {
    const session = atAll(choose('0'), choose('2'));
    expect(session).toMatchObject({ step: 'form', formAt: 1 });
    const told = {
      form: 'privacy-notice',
      version: '1',
      outcome: 'refused',
      reason: 'Does not agree with it.'
    } as const;
    const sent = after(session, { type: 'form-told', told }, 0);
    expect(sent.step).toBe('sending');
    const filled = { form: 'phq-2', outcome: 'filled', language: 'es', answers: [{}, { values: [{ code: '2' }] }] };
    // Who would not sign is told to the desk alone [KIO-30].
    expect(toldBy(sent, TODAY)).toMatchObject({ envelope: 'e-1', forms: [filled, told], handoff: 'refuses-consent' });
  });

  test('back leads through the questions, and then to what was asked before', () => {
    const back = say({ do: 'back' });
    expect(atAll(choose('0'), back).fillings[0]).toMatchObject({ at: 0 });
    expect(atAll(choose('0'), choose('2'), back)).toMatchObject({
      step: 'form',
      formAt: 0,
      fillings: { 0: { at: 1 } }
    });
    expect(atAll(back).step).toBe('insurance');
  });

  test('[FORM-20] each may be left to the desk, and nothing of it is kept', () => {
    const told = { form: 'phq-2', version: '1', outcome: 'desk' } as const;
    const session = atAll(choose('3'), { type: 'form-told', told });
    expect(session).toMatchObject({ step: 'form', formAt: 1 });
    expect(toldBy(session, TODAY).forms).toEqual([told]);
  });

  test('[FORM-20] of a form that was answered before it is asked what has changed, and nothing of it is shown', () => {
    const asked = sessionAfter(...withForms(YEARLY));
    const no = after(asked, say({ do: 'changed', is: false }), 0);
    expect(toldBy(no, TODAY).forms).toMatchObject([{ outcome: 'unchanged', since: '2026-02-03' }]);
    const yes = after(asked, say({ do: 'changed', is: true }), 0);
    expect(toldBy(yes, TODAY).forms).toEqual([{ form: 'history', version: HISTORY.version, outcome: 'desk' }]);
  });

  test('[KIO-8] a form’s text may be read for two minutes', () => {
    const reading = sessionAfter(...withForms(NOTICE));
    const left = (ms: number): number | null => countdownOf(reading, reading.touchedAt + ms, TODAY);
    expect([left(IDLE_MS), left(READING_MS - 1), left(READING_MS), left(READING_MS + COUNTDOWN_MS)]).toEqual([
      ...[null, null, 10, 0]
    ]);
  });

  test('only those this kiosk has in that version, each once, in their order; the practice’s own words before ours', async () => {
    const own = { ...PHQ_2, version: '2', title: { en: 'Ours', es: 'Nuestro' } };
    const named = ['privacy-notice@1', 'phq-2@2', 'phq-2@7', 'registration@1', 'nonsense', 'privacy-notice@1', 'a@b@c'];
    const here = await formsHere(named, [own]);
    expect(here.map(({ form: { title } }) => title.en)).toEqual(['Privacy notice', 'Ours']);
    expect(await formsHere(undefined, [])).toEqual([]);
  });
});
