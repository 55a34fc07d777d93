import type { KioskLanguage } from '#domain/intake/intake-facts.ts';

/** As it is spoken in the US; digits are Latin in all of them, since tickets and keys are. */
const LOCALES: Readonly<Record<KioskLanguage, string>> = {
  en: 'en-US',
  es: 'es-US',
  zh: 'zh-CN',
  vi: 'vi-VN',
  ar: 'ar-EG-u-nu-latn'
};

/** A wall-clock time as a language says it. @param time `14:20` */
export function clockIn(language: KioskLanguage, time: string): string {
  const [hour = NaN, minute = NaN] = time.split(':').map(Number);
  const at = Date.UTC(2000, 0, 1, hour, minute);
  if (Number.isNaN(at)) return time;
  const clock = { hour: 'numeric', minute: '2-digit', timeZone: 'UTC', hour12: true } as const;
  return new Intl.DateTimeFormat(LOCALES[language], clock).format(at);
}

const DATES: Readonly<Record<KioskLanguage, (day: number, month: string, year: string) => string>> = {
  en: (day, month, year) => `${day} ${month} ${year}`,
  es: (day, month, year) => `${day} de ${month} de ${year}`,
  zh: (day, month, year) => `${year}年${month}${day}日`,
  vi: (day, month, year) => `${day} ${month.toLowerCase()} năm ${year}`,
  ar: (day, month, year) => `${day} ${month} ${year}`
};

/** A date in words, also one that does not exist: `29 February 2023` is what the words then say. @param date `2023-02-29` */
export function dateIn(language: KioskLanguage, date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const format = new Intl.DateTimeFormat(LOCALES[language], { month: 'long', timeZone: 'UTC' });
  return DATES[language](Number(day), format.format(Date.UTC(2000, Number(month) - 1, 1)), year);
}
