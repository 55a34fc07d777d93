import { longDayText, clockText, languageText } from '#ui/format.ts';
import type { LocalDate, MinuteOfDay } from '#domain/time.ts';

/** What a call about an appointment says: who, when, where and whom to call back; never what for (45 CFR 164.502(b)). */
export interface ScriptOf {
  readonly practice: string;
  readonly given: string;
  readonly date: LocalDate;
  readonly start: MinuteOfDay;
  readonly called: string;
  readonly site: string;
}

/** In the language there is a script in, else in English [CONF-8]. */
export function confirmScript(
  { practice, given, date, start, called, site }: ScriptOf,
  language: string
): { readonly lang: 'en' | 'es'; readonly text: string } {
  if (!language.toLowerCase().startsWith('es')) {
    const text = `Hello, this is ${practice}, calling for ${given}. You are expected on ${longDayText(date)} at ${clockText(start)} with ${called} at ${site}. Will you be there? If another time suits better, call us back at this number.`;
    return { lang: 'en', text };
  }
  const day = new Intl.DateTimeFormat('es-US', { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(date));
  const text = `Hola, le llamamos de ${practice}. Buscamos a ${given}. Le esperamos el ${day} a las ${clockText(start)} con ${called} en ${site}. ¿Podrá venir? Si prefiere otra hora, llámenos a este número.`;
  return { lang: 'es', text };
}

/** Who can speak with a patient, in words; empty where English will do. */
export function languageLine(language: string, interpreters: readonly string[]): string {
  if (language === '' || language.toLowerCase().startsWith('en')) return '';
  const who =
    interpreters.length > 0 ? `${interpreters.join(', ')} can interpret.` : 'Nobody here is said to interpret.';
  return `Speaks ${languageText(language)}. ${who}`;
}
