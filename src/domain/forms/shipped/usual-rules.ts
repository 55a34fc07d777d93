import type { FormRule, PacketCondition } from '../packet-rules.ts';

const rule = (form: string, place: number, when: PacketCondition = {}): FormRule => ({ form, isOn: true, place, when });

/** The age from which somebody signs for themselves in most states; a practice elsewhere changes the rules. */
const OF_AGE = 18;

/** To whom the shipped forms are given as a practice begins; each only where what was signed before is not good any more. */
export const USUAL_RULES: readonly FormRule[] = [
  rule('registration', 10),
  rule('privacy-notice', 20),
  rule('consent-to-treat', 30, { minAge: OF_AGE }),
  rule('minor-consent', 35, { maxAge: OF_AGE - 1 }),
  rule('financial-policy', 40),
  rule('medicare-first', 50, { payers: ['medicare', 'medicare-advantage'] }),
  rule('contacts', 60),
  rule('history', 70),
  rule('medications', 80),
  // Screening from 12 on (US Preventive Services Task Force).
  rule('phq-2', 90, { minAge: 12 }),
  rule('records-release', 100, { who: 'new' }),
  rule('telehealth', 110, { who: 'new' }),
  rule('portal', 120, { who: 'new' })
];
