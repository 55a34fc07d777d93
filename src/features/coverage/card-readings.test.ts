import { expect, test } from 'vitest';
import type { CardField, CardReading } from '#domain/reading/card-fields.ts';
import { cardOffers, withReading } from './card-readings.ts';
import { EMPTY_COVERAGE, type CoverageText } from './coverage-text.ts';

const ANA = { family: 'Núñez Prado', given: ['Ana', 'M'] };
const reading = (field: CardField, value: string, more: Partial<CardReading> = {}): CardReading => ({
  ...{ field, value, label: 'Label', confidence: 0.95, isDoubtful: false, page: 0 },
  ...{ box: { left: 0, top: 0, right: 1, bottom: 1 } },
  ...more
});
const offers = (one: CardReading, text: CoverageText = EMPTY_COVERAGE, left: readonly string[] = []) =>
  cardOffers([one], text, ANA, left).map(({ label, value, note, isDoubtful }) => [label, value, note, isDoubtful]);

test.each<[string, CardReading, Partial<CoverageText>, readonly (readonly unknown[])[]]>([
  ['an empty field', reading('member', 'XYZ123'), {}, [['Member number', 'XYZ123', '', false]]],
  ['the same, otherwise written', reading('member', 'XYZ-123 4'), { member: 'xyz1234' }, []],
  ['another', reading('group', '77'), { group: '78' }, [['Group', '77', 'instead of 78', false]]],
  ['a day', reading('start', '2026-03-01'), { start: '2026-01-01' }, [['Good from', '03/01/2026', 'instead of 01/01/2026', false]]],
  ['the same day', reading('start', '2026-03-01'), { start: '2026-03-01' }, []],
  ['a plan', reading('planType', 'ppo'), {}, [['Plan', 'PPO', '', false]]],
  ['the same phone', reading('phone', '8005550101'), { phone: '(800) 555-0101' }, []],
  ['not sure', reading('pcn', 'ADV', { confidence: 0.4 }), {}, [['PCN', 'ADV', 'not sure', true]]],
  ['look-alikes', reading('pcn', 'A0O', { isDoubtful: true }), {}, [['PCN', 'A0O', 'letters and digits look alike: compare', true]]],
  ['the patient as subscriber', reading('subscriber', 'NUNEZ PRADO, ANA'), {}, []],
  ['the patient, given name first', reading('subscriber', 'ANA M NUNEZ PRADO'), {}, []],
  ['somebody else', reading('subscriber', 'LUIS NUNEZ'), {}, [['Subscriber', 'LUIS NUNEZ', '', false]]]
])('[READ-8] %s', (_, one, text, expected) => {
  expect(offers(one, { ...EMPTY_COVERAGE, ...text })).toEqual(expected);
}); // prettier-ignore

test('[READ-7] what somebody left is not offered again', () => {
  expect(offers(reading('bin', '610014'), EMPTY_COVERAGE, ['bin 610014'])).toEqual([]);
});

test('[READ-7] [READ-8] what is taken is in the form as somebody would have typed it, and nothing else changes', () => {
  const changed = (field: CardField, value: string, text = EMPTY_COVERAGE): Partial<CoverageText> => {
    const next = withReading(text, reading(field, value));
    return Object.fromEntries(Object.entries(next).filter(([key, one]) => one !== text[key as keyof CoverageText]));
  };
  expect(changed('member', 'XYZ123')).toEqual({ member: 'XYZ123' });
  expect(changed('phone', '8005550101')).toEqual({ phone: '(800) 555-0101' });
  const luis = { subscriberGiven: 'Luis A', subscriberFamily: 'Prado' };
  expect(changed('subscriber', 'LUIS A PRADO')).toEqual({ relationship: 'other', ...luis });
  expect(changed('subscriber', 'PRADO, LUIS A', { ...EMPTY_COVERAGE, relationship: 'spouse' })).toEqual(luis);
});
