import { expect, test } from 'vitest';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { cardFace, facesFor, inHands, type CardLook } from './card-face.ts';
import type { Card } from './day-columns.ts';
import { visitAt } from './place.ts';

const LOOK: CardLook = { from: 480, row: 15, colour: 'type', sees: 'full' };

function cardWith(part: Partial<Appointment> = {}, more: Partial<Card> = {}): Card {
  const at = { practitioner: 'kimball', start: 540, minutes: 20 };
  const label = { family: 'Okafor', given: 'Delphine', birthDate: '1971-03-09' };
  const empty = visitAt({
    site: 'main',
    date: '2026-11-23',
    at,
    patient: 'p-1',
    visitType: 'sick',
    appointment: 'a-1'
  });
  return {
    appointment: { ...empty, label, ...part },
    span: { from: 540, to: 560 },
    visit: undefined,
    type: { visitType: 'sick', name: 'Sick visit', minutes: 20, hue: 3 },
    status: { hue: 'expected', word: 'Booked' },
    lane: 0,
    lanes: 1,
    clashes: [],
    ...more
  };
}

test('[SCH-4] a card shows its status by colour, shape and word, with name and birth date together', () => {
  const byType = cardFace(cardWith(), LOOK, true);
  expect([byType.shape, byType.name, byType.rest]).toEqual([
    '○',
    'Okafor, Delphine',
    '\n03/09/1971 Booked · Sick visit'
  ]);
  expect(byType.said).toBe('Okafor, Delphine 03/09/1971 Booked · Sick visit, 9:00 am, 20 minutes');
  expect(byType.style).toContain('--fill:var(--hue-3);--edge:var(--hue-3-edge)');
  const byStatus = cardFace(cardWith(), { ...LOOK, colour: 'status' }, true);
  expect(byStatus.style).toContain('--fill:var(--status-expected-fill);--edge:var(--status-expected)');
});

test('[SCH-12] [SCH-21] in a column that is nobody’s own a card says whose visit it is', () => {
  expect(cardFace(cardWith({}, { called: 'Dr Vey' }), LOOK, false).rest).toBe(
    '\n03/09/1971 Booked · Dr Vey · Sick visit'
  );
});

test('[MIN-6] who may not see who somebody is sees the year they were born', () => {
  const { rest, said } = cardFace(cardWith(), { ...LOOK, sees: 'masked' }, true);
  expect(`${rest} ${said}`).not.toContain('03/09');
  expect(rest).toContain('••/••/1971');
});

test('what does not stand as booked, undisputed and alone is marked so', () => {
  const marks = (card: Card): string => cardFace(card, LOOK, true).classes;
  expect(marks(cardWith())).toBe('card');
  expect(marks(cardWith({ status: 'cancelled' }))).toBe('card closed');
  expect(marks(cardWith({ provisional: true }, { lane: 1, lanes: 2, clashes: ['Overlaps Marsh'] }))).toBe(
    'card beside provisional clashing'
  );
  expect(marks(cardWith({}, { span: { from: 540, to: 545 } }))).toBe('card low');
});

test('[SCH-12] where the provider is free meanwhile is hatched, in the provider’s column only', () => {
  const segments = [
    { kind: 'practitioner' as const, any: [], offset: 10, minutes: 10 },
    { kind: 'room' as const, any: ['room-1'], offset: 0, minutes: 20 }
  ];
  expect(cardFace(cardWith({ segments }), LOOK, true).style).toContain(
    '--idle:linear-gradient(transparent 0%,#000 0% 50%,transparent 50%)'
  );
  expect(cardFace(cardWith({ segments }), LOOK, false).style).not.toContain('--idle');
});

test('[SCH-2] [SCH-17] a card that did not change has the face it had; only the one in hand has another', () => {
  const faceOf = facesFor(LOOK);
  const card = cardWith();
  const face = faceOf(card, true);
  expect(faceOf(card, true)).toBe(face);
  expect(inHands(face, 'another', null)).toBe(face);
  expect(inHands(face, 'a-1', 'a-1').classes).toBe('card inHand lifted');
});
