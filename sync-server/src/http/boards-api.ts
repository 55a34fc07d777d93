import type { IncomingMessage } from 'node:http';
import { BOARD_AT_FIRST, type BoardSetting } from '#domain/board/areas.ts';
import type { BoardAreas } from '#protocol/board-http.ts';
import type { Core } from '../core.ts';
import type { Device } from '../people/devices.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith, deviceOf } from './guard.ts';
import { HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { boardAreasRequest, parsed } from './requests.ts';

/** Which waiting areas a board shows [DEV-7]: a manager says so, the board asks, and the gate holds it to them (access.ts). */
export function boardsEndpoints(core: Core): readonly (readonly [string, Endpoint])[] {
  return [
    ['POST /api/boards/areas', (request) => setAreas(core, request)],
    ['GET /api/board', (request) => own(core, request)]
  ];
}

/** What a board was set to; null for one that shows all of its office. */
export function boardSettingOf({ areas, layout = BOARD_AT_FIRST.layout }: Device): BoardSetting | null {
  return areas ? { areas, layout } : null;
}

async function setAreas(core: Core, request: IncomingMessage): Promise<object> {
  await callerWith(core, request, 'devices');
  const { deviceNo, areas, layout } = parsed(boardAreasRequest, await readJson(request, MAX_JSON));
  const board = await core.devices.byNo(deviceNo);
  if (board?.role !== 'board' || board.revokedAt !== null)
    throw new HttpRefusal(404, 'device/none', 'There is no such board, or it was removed already.');
  const known = (await core.practice()).areas;
  if (new Set(areas).size < areas.length || areas.some((area) => known.get(area)?.site !== board.site))
    throw new HttpRefusal(400, 'board/no-such-area', 'Choose waiting areas of the board’s own office, each once.');
  await core.devices.setBoard(deviceNo, areas.length > 0 ? { areas, layout } : null);
  await core.tellPeopleChanged();
  return {};
}

async function own(core: Core, request: IncomingMessage): Promise<BoardAreas> {
  const device = await deviceOf(core, request);
  if (device.role !== 'board') throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
  return boardSettingOf(device) ?? { areas: [], layout: BOARD_AT_FIRST.layout };
}
