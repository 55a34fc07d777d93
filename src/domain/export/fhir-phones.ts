import { phoneNumberOf } from '../import/phone-number.ts';
import type { Phone } from '../patient/patient-facts.ts';
import { cleanLine } from '../text.ts';
import type { LocalDate } from '../time.ts';
import { isJson, list, partsOf, text, without, type Json } from './json.ts';

/** FHIR R4 ContactPoint has a use, a rank and a period; what is welcome on a phone has no element. */
export const FHIR_PHONE = {
  text: 'urn:anteroom:phone:text',
  voicemail: 'urn:anteroom:phone:voicemail',
  bestTime: 'urn:anteroom:phone:best-time'
} as const;
const OURS: ReadonlySet<unknown> = new Set(Object.values(FHIR_PHONE));
/** As a fact has it. */
const LONGEST_TIME = 80;

/**
 * Phones from FHIR R4 ContactPoint entries of any shape, by rank [IMP-14] [IMP-40]: no fax, none that is marked old or whose days are over, each number once. The first of them is called
 * first, so a rank needs no word of its own.
 */
export function phonesFrom(entries: readonly Json[], today: LocalDate): Phone[] {
  const phones = new Map<string, Phone>();
  const current = entries.filter((entry) => isPhone(entry) && entry['use'] !== 'old' && !isOver(entry, today));
  const ranked = current.toSorted((a, b) => rankOf(a) - rankOf(b) || 0);
  for (const entry of ranked) {
    const number = numberOf(entry);
    if (number !== '' && !phones.has(number)) phones.set(number, { number, use: USES[String(entry['use'])] ?? 'other', ...wishesIn(entry) }); // prettier-ignore
  }
  return [...phones.values()];
}

export function phoneEntry(one: Phone): Json {
  return written({ system: 'phone', value: one.number }, one);
}

/** Fax numbers, addresses of pages and numbers that are old, or whose days are over, are nobody's phone here, and stay. */
export function withPhones(resource: Json, before: readonly Phone[], now: readonly Phone[]): Json {
  const entries = partsOf(resource['telecom']);
  const known = new Set([...before, ...now].map(({ number }) => number));
  const isOurs = (entry: Json): boolean => isPhone(entry) && entry['use'] !== 'old' && known.has(numberOf(entry));
  const others = entries.filter((entry) => !isOurs(entry));
  const own = now.map((one): Json => {
    const entry = entries.find((each) => isOurs(each) && numberOf(each) === one.number);
    return entry ? written(entry, one) : phoneEntry(one);
  });
  return { ...without(resource, 'telecom'), ...list('telecom', [...own, ...others]) };
}

const USES: Readonly<Record<string, Phone['use']>> = { mobile: 'mobile', home: 'home', work: 'work' };

/** A value without a system is a phone when it looks like one; `other` and `url` are not. */
function isPhone({ system, value }: Json): boolean {
  if (system === 'phone' || system === 'sms') return true;
  return system === undefined && typeof value === 'string' && /^[\d\s().+-]{7,}$/.test(value);
}

function isOver({ period }: Json, today: LocalDate): boolean {
  const end = isJson(period) ? period['end'] : undefined;
  return typeof end === 'string' && end < today.slice(0, end.length);
}

function rankOf({ rank }: Json): number {
  return typeof rank === 'number' ? rank : Infinity;
}

function numberOf({ value }: Json): string {
  return phoneNumberOf(typeof value === 'string' ? value : '');
}

function wishesIn(entry: Json): Partial<Phone> {
  const said = new Map(partsOf(entry['extension']).map((one) => [one['url'], one]));
  const is = (url: string): unknown => said.get(url)?.['valueBoolean'];
  const [mayText, mayLeave] = [is(FHIR_PHONE.text), is(FHIR_PHONE.voicemail)];
  const time = said.get(FHIR_PHONE.bestTime)?.['valueString'];
  const bestTime = typeof time === 'string' ? cleanLine(time).slice(0, LONGEST_TIME) : '';
  return {
    ...(typeof mayText === 'boolean' ? { text: mayText } : {}),
    ...(typeof mayLeave === 'boolean' ? { voicemail: mayLeave } : {}),
    ...(bestTime ? { bestTime } : {})
  };
}

/** An entry keeps what else it says. */
function written(entry: Json, { use, text: mayText, voicemail, bestTime, preferred }: Phone): Json {
  const others = partsOf(entry['extension']).filter(({ url }) => !OURS.has(url));
  const own: readonly Json[] = [
    ...(mayText === undefined ? [] : [{ url: FHIR_PHONE.text, valueBoolean: mayText }]),
    ...(voicemail === undefined ? [] : [{ url: FHIR_PHONE.voicemail, valueBoolean: voicemail }]),
    ...(bestTime === undefined ? [] : [{ url: FHIR_PHONE.bestTime, valueString: bestTime }])
  ];
  return {
    ...without(entry, 'use', 'rank', 'extension'),
    ...list('extension', [...others, ...own]),
    ...text('use', use === 'other' ? '' : use),
    ...(preferred ? { rank: 1 } : {})
  };
}
