import { EMPTY, type DemographicsText } from './demographics-text.ts';

/**
 * What a search that found nobody says of a new patient: `gonz, mar` or `maria gonzalez` begin the name, `3/9/71` the birth
 * date, `206 555 0101` the phone.
 */
export function beginningFrom(query: string): Partial<DemographicsText> {
  const text = query.trim();
  if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text)) return { born: text };
  if (/^[\d\s()+.-]{7,}$/.test(text)) return { phones: [{ number: text, use: 'mobile' }] };
  if (/\d/.test(text)) return {};
  const [before = '', after] = text.split(',', 2).map((part) => capital(part.trim()));
  if (after !== undefined) return { name: { ...EMPTY.name, family: before, given: after } };
  const words = before.split(/\s+/).filter(Boolean);
  const family = words.pop() ?? '';
  return { name: { ...EMPTY.name, family, given: words.join(' ') } };
}

/** Searches are typed in small letters; names that already have a capital stay as they are. */
function capital(text: string): string {
  if (text !== text.toLowerCase()) return text;
  return text.replace(/(^|[\s'’-])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
