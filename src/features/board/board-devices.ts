import type { MinuteOfDay } from '#domain/time.ts';
import { BOARD_LANGUAGES, type BoardLanguage } from './messages/words.ts';

/** What a board is built of beside its screen. The route brings the real ones, tests bring their own. */
export interface BoardDevices {
  readonly chime: { readonly isAllowed: boolean; allow(): Promise<void>; ring(): void };
  /** Says a sentence aloud in a language, where the device has a voice for it. */
  speak(text: string, language: string): void;
  /** How this board speaks to its room, kept on the device. */
  readonly manner: { read(): BoardManner; write(manner: BoardManner): void };
}

export interface BoardManner {
  readonly chime: boolean;
  readonly speech: boolean;
  /** Hours in which nothing is heard, only shown; over midnight where `to` is earlier. Null: none. */
  readonly quiet: QuietHours | null;
  /** Which take turns; at least one. */
  readonly languages: readonly BoardLanguage[];
}

export interface QuietHours {
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
}

/** Whether nothing may be heard now [BRD-14]. */
export function isQuiet({ quiet }: Pick<BoardManner, 'quiet'>, minute: MinuteOfDay): boolean {
  if (!quiet) return false;
  const { from, to } = quiet;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

export const MANNER_AT_FIRST: BoardManner = { chime: true, speech: false, quiet: null, languages: ['en', 'es'] };

/** What was kept, as far as this build understands it. */
export function mannerFrom(kept: unknown): BoardManner {
  const is = typeof kept === 'object' && kept !== null ? (kept as Partial<Record<keyof BoardManner, unknown>>) : {};
  const chosen = is.languages;
  const languages = Array.isArray(chosen) ? BOARD_LANGUAGES.filter((one) => chosen.includes(one)) : [];
  return {
    chime: typeof is.chime === 'boolean' ? is.chime : MANNER_AT_FIRST.chime,
    speech: typeof is.speech === 'boolean' ? is.speech : MANNER_AT_FIRST.speech,
    quiet: quietFrom(is.quiet),
    languages: languages.length > 0 ? languages : MANNER_AT_FIRST.languages
  };
}

function quietFrom(kept: unknown): QuietHours | null {
  const { from, to } = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<
    Record<'from' | 'to', unknown>
  >;
  const isMinute = (one: unknown): one is MinuteOfDay =>
    typeof one === 'number' && Number.isInteger(one) && one >= 0 && one < 1_440;
  return isMinute(from) && isMinute(to) && from !== to ? { from, to } : null;
}
