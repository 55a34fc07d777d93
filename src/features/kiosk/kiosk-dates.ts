import type { KioskLanguage } from '#domain/intake/intake-facts.ts';

const CLOCKS: Readonly<Record<KioskLanguage, Intl.DateTimeFormat>> = {
  en: new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }),
  es: new Intl.DateTimeFormat('es-US', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
};

/** A wall-clock time as a language says it. @param time `14:20` */
export function clockIn(language: KioskLanguage, time: string): string {
  const [hour = NaN, minute = NaN] = time.split(':').map(Number);
  const at = Date.UTC(2000, 0, 1, hour, minute);
  return Number.isNaN(at) ? time : CLOCKS[language].format(at);
}

const MONTHS: Readonly<Record<KioskLanguage, Intl.DateTimeFormat>> = {
  en: new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }),
  es: new Intl.DateTimeFormat('es-US', { month: 'long', timeZone: 'UTC' })
};

/** A date in words, also one that does not exist: `29 February 2023` is what the words then say. @param date `2023-02-29` */
export function dateIn(language: KioskLanguage, date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const name = MONTHS[language].format(Date.UTC(2000, Number(month) - 1, 1));
  return language === 'es' ? `${Number(day)} de ${name} de ${year}` : `${Number(day)} ${name} ${year}`;
}
