import type { BoardLayout } from '../domain/board/areas.ts';
import type { AreaId, DeviceNo } from '../domain/ids.ts';

/** `POST /api/boards/areas` (devices). Answers `{}`. */
export interface BoardAreasRequest {
  readonly deviceNo: DeviceNo;
  /** Of the board's own office, at most four; none: all of it on one list. */
  readonly areas: readonly AreaId[];
  readonly layout: BoardLayout;
}

/** `GET /api/board`, boards only. */
export interface BoardAreas {
  /** Empty while nobody has set any. */
  readonly areas: readonly AreaId[];
  readonly layout: BoardLayout;
}
