import type { DriverLicence, LicenceProblem } from '#domain/import/driver-licence.ts';
import { birthDateText } from '#ui/format.ts';
import type { DemographicsText } from './demographics-text.ts';

/** Why a scan filled nothing in. */
export const licenceWords: Readonly<Record<LicenceProblem, string>> = {
  'not-a-licence': 'That is no bar code of a US or Canadian driver licence. Scan the wide one on the back of the card.',
  'too-long': 'That is more than a card holds. Scan one card, once.',
  'no-name': 'That card has no name that could be read. Type it instead.'
};

/**
 * A form with what a card says in place of what stood there; what the card does not say stays. The card's number is not taken: nothing
 * here needs it [REG-11].
 */
export function withLicence(text: DemographicsText, licence: DriverLicence): DemographicsText {
  const { name, birthDate, sex, address } = licence;
  const [given = '', ...middle] = name.given.map(inOrdinaryCase);
  return {
    ...text,
    name: {
      ...text.name,
      given,
      middle: middle.join(' '),
      family: inOrdinaryCase(name.family),
      suffix: name.suffix ?? text.name.suffix
    },
    ...(birthDate ? { born: birthDateText(birthDate), bornUnknown: false } : {}),
    ...(sex === 'unknown' ? {} : { sex }),
    ...(address
      ? {
          address: {
            street: inOrdinaryCase(address.line[0] ?? ''),
            unit: inOrdinaryCase(address.line.slice(1).join(' ')),
            city: inOrdinaryCase(address.city),
            state: address.state,
            postalCode: address.postalCode,
            country: address.country === 'US' ? text.address.country : (address.country ?? '')
          }
        }
      : {})
  };
}

/** `AL-MAAR` as `Al-Maar`: cards print capitals. What is not all capitals is left as it is. */
export function inOrdinaryCase(text: string): string {
  if (text !== text.toUpperCase()) return text;
  return text
    .toLowerCase()
    .replace(/(^|[\s\-'’/.])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
