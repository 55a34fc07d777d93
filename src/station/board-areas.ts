import type { BoardSetting } from '#domain/board/areas.ts';

/** Which waiting areas this board shows: a manager says so at a desk, and the server holds the board to them. */
export interface BoardAreas {
  /** Calls with what it was set to, as soon as that is known, and with each change. Returns the way to stop. */
  watch(next: (setting: BoardSetting) => void): () => void;
}

/** Of every surface that is no board. */
export const NO_BOARD_AREAS: BoardAreas = { watch: () => () => undefined };
