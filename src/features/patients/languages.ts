import { languageText } from '#ui/format.ts';

/** Languages most asked for at US front desks (American Community Survey, table B16001), English first. BCP 47. */
const CODES = ['en', 'es', 'zh', 'tl', 'vi', 'ar', 'fr', 'ko', 'ru', 'pt', 'ht', 'hi', 'de', 'pl', 'it', 'ur', 'so'];

/** What a form offers; a language a record already has is always among them. */
export function languageChoices(known: string): readonly { readonly value: string; readonly label: string }[] {
  const codes = known === '' || CODES.includes(known) ? CODES : [...CODES, known];
  return codes.map((value) => ({ value, label: languageText(value) }));
}
