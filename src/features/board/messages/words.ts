import { sayFrom, type Messages, type Say } from '#ui/messages.ts';
import type english from './en.json';

export type BoardKey = keyof typeof english;
export type BoardSay = Say<BoardKey>;
export type BoardLanguage = 'en' | 'es' | 'zh' | 'vi' | 'ar';

/** In the order they take turns on the screen. */
export const BOARD_LANGUAGES: readonly BoardLanguage[] = ['en', 'es', 'zh', 'vi', 'ar'];

/** Each by its own name, for whoever chooses which are shown. */
export const LANGUAGE_NAMES: Readonly<Record<BoardLanguage, string>> = {
  en: 'English',
  es: 'Español',
  zh: '简体中文',
  vi: 'Tiếng Việt',
  ar: 'العربية'
};

const LOADERS: Readonly<Record<BoardLanguage, () => Promise<{ readonly default: Messages<BoardKey> }>>> = {
  en: () => import('./en.json'),
  es: () => import('./es.json'),
  zh: () => import('./zh.json'),
  vi: () => import('./vi.json'),
  ar: () => import('./ar.json')
};

/** All of them at once: a board shows every chosen language in turn, also when its network is gone. */
export async function boardWords(): Promise<Readonly<Record<BoardLanguage, BoardSay>>> {
  const load = async (language: BoardLanguage): Promise<BoardSay> => sayFrom((await LOADERS[language]()).default);
  const [en, es, zh, vi, ar] = await Promise.all([load('en'), load('es'), load('zh'), load('vi'), load('ar')]);
  return { en, es, zh, vi, ar };
}
