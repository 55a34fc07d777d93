import { sayFrom, type Messages, type Say } from '#ui/messages.ts';
import type english from './en.json';

export type BoardKey = keyof typeof english;
export type BoardSay = Say<BoardKey>;
export type BoardLanguage = 'en' | 'es';

/** In the order they take turns on the screen. */
export const BOARD_LANGUAGES: readonly BoardLanguage[] = ['en', 'es'];

const LOADERS: Readonly<Record<BoardLanguage, () => Promise<{ readonly default: Messages<BoardKey> }>>> = {
  en: () => import('./en.json'),
  es: () => import('./es.json')
};

/** All of them at once: a board shows every language in turn, also when its network is gone. */
export async function boardWords(): Promise<Readonly<Record<BoardLanguage, BoardSay>>> {
  const [en, es] = await Promise.all([LOADERS.en(), LOADERS.es()]);
  return { en: sayFrom(en.default), es: sayFrom(es.default) };
}
