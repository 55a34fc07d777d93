import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewFact } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { FERN, ROOK } from '#tests/fixtures/booked.ts';
import { heldBy, heldTimes, offerClashes, offerOf, type SlotOffer } from './slot-offer.ts';

const NINE = { practitioner: 'p-kim', start: 540, minutes: 20 };

function offer(of: Partial<SlotOffer> = {}): SlotOffer {
  return {
    offer: 'o-1',
    round: 'r-1',
    case: 'w-1',
    patient: 'p',
    label: FERN,
    visitType: 'established',
    at: NINE,
    until: 1_000,
    by: 'u',
    made: 1024,
    writer: clientIdOf(1, 0),
    outcome: null,
    last: '1.1',
    ...of
  };
}

test('[WAIT-6] the same facts are the same offer', () => {
  const { by: _, made: __, writer: ___, outcome: ____, last: _____, ...of } = offer();
  const some: NewFact[] = [
    { kind: 'slot/offered', of },
    { kind: 'slot/answered', of: { offer: 'o-1', outcome: 'declined' } },
    { kind: 'slot/answered', of: { offer: 'o-1', outcome: 'accepted' } }
  ];
  expectFoldLaws(offerOf, fc.constantFrom(...some));
});

describe('[WAIT-5] an offer holds its time', () => {
  test.each([
    ['while it runs', offer(), NINE, 999, true],
    ['not once it has run out', offer(), NINE, 1_000, false],
    ['not once it was answered', offer({ outcome: 'declined' }), NINE, 5, false],
    ['a part of it too', offer(), { ...NINE, start: 555 }, 5, true],
    ['ends that touch do not meet', offer(), { ...NINE, start: 560 }, 5, false],
    ['of its provider alone', offer(), { ...NINE, practitioner: 'p-patel' }, 5, false]
  ])('%s', (_, one, at, now, holds) => {
    expect(heldBy([one], at, now) !== null).toBe(holds);
  });
  test('not from those it is offered to', () => {
    expect(heldBy([offer()], NINE, 5, { case: 'w-1' })).toBeNull();
    expect(heldBy([offer()], NINE, 5, { round: 'r-1' })).toBeNull();
    expect(heldBy([offer()], NINE, 5, { case: 'w-2', round: 'r-2' })?.offer).toBe('o-1');
  });
});

test('[SCH-19] held time is told once for a round, with everybody it is offered to, until the last of them', () => {
  const round = [
    offer({ offer: 'o-2', case: 'w-2', label: ROOK, made: 2048, at: { ...NINE, minutes: 30 }, until: 1_200 }),
    offer()
  ];
  const later = offer({ offer: 'o-3', round: 'r-2', at: { ...NINE, start: 600 }, made: 512 });
  const over = offer({ offer: 'o-4', round: 'r-3', outcome: 'declined' });
  expect(heldTimes([later, ...round, over], 999)).toEqual([
    { practitioner: 'p-kim', span: { from: 540, to: 570 }, labels: [FERN, ROOK], until: 1_200 },
    { practitioner: 'p-kim', span: { from: 600, to: 620 }, labels: [FERN], until: 1_000 }
  ]);
  expect(heldTimes([later, ...round, over], 1_000).map(({ labels }) => labels)).toEqual([[ROOK]]);
});

describe('[WAIT-7] one time offered by two desks', () => {
  const other = offer({ offer: 'o-2', round: 'r-2', case: 'w-2', made: 2048, writer: clientIdOf(2, 0) });
  const ids = (offers: readonly SlotOffer[], now = 5) =>
    offerClashes(offers, now).map(({ stands, yields }) => [stands.offer, yields.offer]);

  test.each([
    ['the first stands', [other, offer()], [['o-1', 'o-2']]],
    ['at one moment the lower device', [{ ...other, made: 1024 }, offer()], [['o-1', 'o-2']]],
    [
      'who has said yes stands before who was first',
      [offer(), { ...other, outcome: 'accepted' as const }],
      [['o-2', 'o-1']]
    ],
    ['one that was declined is none', [offer({ outcome: 'declined' }), other], []],
    ['offers of one round are not in each other’s way', [offer(), { ...other, round: 'r-1' }], []],
    [
      'two acceptances are two bookings',
      [offer({ outcome: 'accepted' }), { ...other, outcome: 'accepted' as const }],
      []
    ]
  ])('%s', (_, offers, clashes) => {
    expect(ids(offers)).toEqual(clashes);
    expect(ids(offers.toReversed())).toEqual(clashes);
  });
  test('is over when both have run out', () => {
    expect(ids([offer(), other], 1_000)).toEqual([]);
  });
});
