import { ADDRESS_KINDS, ADDRESS_USES } from '#domain/patient/addresses.ts';
import type { Address, OtherAddress } from '#domain/patient/patient-facts.ts';
import { cleanLine } from '#domain/text.ts';
import type { LocalDate } from '#domain/time.ts';

/** An address as it stands in a form. */
export interface AddressText {
  readonly street: string;
  readonly unit: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  /** Seldom typed, but kept when a record has it. */
  readonly country: string;
}

/** An address beside the main one: what it is for, and from when until when. */
export interface OtherAddressText extends AddressText {
  readonly use: OtherAddress['use'];
  /** Empty: lived in and written to. */
  readonly kind: NonNullable<OtherAddress['kind']> | '';
  readonly start: string;
  readonly end: string;
  readonly letters: boolean;
}

export const EMPTY_ADDRESS: AddressText = { street: '', unit: '', city: '', state: '', postalCode: '', country: '' };

export const EMPTY_OTHER: OtherAddressText = {
  ...EMPTY_ADDRESS,
  use: 'temp',
  kind: '',
  start: '',
  end: '',
  letters: false
};

/** Whether something kept is a list of them. */
export function areOtherAddresses(kept: unknown): kept is readonly OtherAddressText[] {
  return Array.isArray(kept) && kept.every(isOtherAddress);
}

function isOtherAddress(kept: unknown): boolean {
  if (typeof kept !== 'object' || kept === null) return false;
  const said = kept as Readonly<Record<string, unknown>>;
  return (
    Object.entries(EMPTY_OTHER).every(([key, value]) => typeof said[key] === typeof value) &&
    ADDRESS_USES.some((use) => use === said['use'])
  );
}

/** As it would be kept; null where nothing is typed. */
export function addressFrom(text: AddressText): Address | null {
  const address = linesFrom(text);
  const isEmpty = address.line.length === 0 && !address.city && !address.state && !address.postalCode;
  return isEmpty ? null : address;
}

/** One that is begun and left empty is none; one that has a day or a wish but no street is asked for [REG-17]. */
export function otherAddressesFrom(texts: readonly OtherAddressText[]): readonly OtherAddress[] | null {
  const all = texts.flatMap((text): OtherAddress[] => {
    const { use, kind, letters } = text;
    const [start, end] = [cleanLine(text.start), cleanLine(text.end)];
    const isBare = addressFrom(text) === null && start === '' && end === '' && !letters;
    if (isBare) return [];
    const day = (said: string): LocalDate | null => (said === '' ? null : (said as LocalDate)); // held to the calendar by checkDemographics
    return [
      {
        ...linesFrom(text),
        use,
        ...(kind ? { kind } : {}),
        ...(start || end ? { period: { start: day(start), end: day(end) } } : {}),
        ...(letters ? { letters: true } : {})
      }
    ];
  });
  return all.length > 0 ? all : null;
}

/** What is known of an address, as a form shows it. */
export function addressTextOf(address: Address | undefined): AddressText {
  return {
    street: address?.line[0] ?? '',
    unit: address?.line.slice(1).join(', ') ?? '',
    city: address?.city ?? '',
    state: address?.state ?? '',
    postalCode: address?.postalCode ?? '',
    country: address?.country ?? ''
  };
}

export function otherAddressTextOf(address: OtherAddress): OtherAddressText {
  return {
    ...addressTextOf(address),
    use: address.use,
    kind: ADDRESS_KINDS.find((kind) => kind === address.kind) ?? '',
    start: address.period?.start ?? '',
    end: address.period?.end ?? '',
    letters: address.letters === true
  };
}

/** States, districts and territories as the US Postal Service abbreviates them, and its armed forces' three (Publication 28, appendix B). */
const STATES =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP';
const CODES: ReadonlySet<string> = new Set(STATES.split(' '));

/** A word on a state that the mail does not know; it is kept all the same, for it may be of another country. */
export function stateHint({ state, country }: Pick<AddressText, 'state' | 'country'>): string | undefined {
  const said = cleanLine(state).toUpperCase();
  if (said === '' || country !== '' || CODES.has(said)) return undefined;
  return said.length < 2 ? undefined : 'Not a US state’s two letters';
}

function linesFrom({ street, unit, city, state, postalCode, country }: AddressText): Address {
  return {
    line: [cleanLine(street), cleanLine(unit)].filter(Boolean),
    city: cleanLine(city),
    state: /^[a-z]{2}$/i.test(cleanLine(state)) ? cleanLine(state).toUpperCase() : cleanLine(state),
    postalCode: cleanLine(postalCode),
    ...(cleanLine(country) ? { country: cleanLine(country) } : {})
  };
}
