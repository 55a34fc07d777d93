import { BOARD_AT_FIRST, boardSettingFrom, type BoardSetting } from '#domain/board/areas.ts';
import type { BoardAreas as AnsweredAreas } from '#protocol/board-http.ts';
import type { BoardAreas } from '#station/board-areas.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import type { ServerCalls } from './server-calls.ts';

/** A board asks this often what it is to show. The server ends its socket when that has changed, and refuses what it was. */
const ASK_MS = 15_000;
const KEPT = 'board-areas';

export interface BoardAreasParts {
  readonly database: Database;
  readonly token: string;
  readonly calls: Pick<ServerCalls, 'manage'>;
}

/**
 * What this board was set to: kept on its disk, so that it starts without a network as it was, and asked for while it runs [BRD-12]. A board
 * that nobody ever set shows its whole office.
 */
export function openBoardAreas({
  database,
  token,
  calls
}: BoardAreasParts): BoardAreas & { readonly stop: () => void } {
  const listeners = new Set<(setting: BoardSetting) => void>();
  let shown: BoardSetting | null = null;
  let isStopped = false;

  function show(setting: BoardSetting): void {
    if (isStopped || JSON.stringify(setting) === JSON.stringify(shown)) return;
    shown = setting;
    for (const listener of listeners) listener(setting);
  }

  async function ask(): Promise<void> {
    const answer = await calls.manage<AnsweredAreas>('board', token);
    // Without an answer it stays as it was; a server of an older build knows of no areas, and is answered as if none were set.
    if (!answer.ok) return void (shown ?? show(BOARD_AT_FIRST));
    const setting = boardSettingFrom(answer.value);
    show(setting);
    await writeMeta(database, KEPT, setting).catch(() => undefined); // a full disk: it is asked for again
  }

  async function begin(): Promise<void> {
    const kept = await readMeta(database, KEPT).catch(() => undefined);
    if (kept !== undefined) show(boardSettingFrom(kept));
    await ask();
  }

  void begin();
  const timer = setInterval(() => void ask(), ASK_MS);
  return {
    watch: (next) => {
      listeners.add(next);
      if (shown) next(shown);
      return () => listeners.delete(next);
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      listeners.clear();
    }
  };
}
