import type { IncomingMessage } from 'node:http';
import type { DeviceNo } from '#domain/ids.ts';
import { localDateOf } from '#domain/time.ts';
import type { DayKeys, KioskLine } from '#protocol/kiosk-http.ts';
import type { Core } from '../core.ts';
import type { Device } from '../people/devices.ts';
import { allowByName, kioskStateOf, openKiosk, takeDayKeys } from '../people/kiosks.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith, deviceOf, readerFrom, sessionOf } from './guard.ts';
import { HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { deviceRequest, kioskByNameRequest, parsed } from './requests.ts';

export interface KiosksApiOptions {
  readonly core: Core;
  readonly isConnected: (device: DeviceNo) => boolean;
  /** What kiosks may look up has changed: the agent writes its envelopes anew. */
  readonly onByName: () => void;
}

/** Opening kiosks for the day (SECURITY.md §4) [KDAY-1], and what a kiosk asks for itself. */
export function kiosksEndpoints(options: KiosksApiOptions): readonly (readonly [string, Endpoint])[] {
  const { core } = options;
  return [
    ['GET /api/kiosks', async (request) => await list(options, await deskOf(core, request))],
    [
      'POST /api/kiosks/open',
      async (request) => {
        const desk = await deskOf(core, request);
        const { deviceNo } = parsed(deviceRequest, await readJson(request, MAX_JSON));
        await openKiosk(core, (await kioskOf(core, deviceNo, desk)).deviceNo);
        return {};
      }
    ],
    [
      'POST /api/kiosks/by-name',
      async (request) => {
        const { device } = await callerWith(core, request, 'devices');
        const { deviceNo, on } = parsed(kioskByNameRequest, await readJson(request, MAX_JSON));
        await allowByName(core, (await kioskOf(core, deviceNo, device)).deviceNo, on);
        options.onByName();
        return {};
      }
    ],
    ['POST /api/kiosk/day-keys', (request) => dayKeys(core, request)]
  ];
}

async function list({ core, isConnected }: KiosksApiOptions, { site }: Device): Promise<readonly KioskLine[]> {
  const zone = (await core.practice()).sites.get(site)?.zone ?? 'UTC';
  const today = localDateOf(core.now(), zone);
  const kiosks = (await core.devices.all()).filter(
    (one) => one.role === 'kiosk' && one.site === site && !one.revokedAt
  );
  return await Promise.all(
    kiosks.map(async ({ deviceNo, label, name = null }) => {
      const { openingUntil, openedFor, byName } = await kioskStateOf(core, deviceNo);
      return {
        deviceNo,
        label,
        name,
        isConnected: isConnected(deviceNo),
        openedFor: openedFor === today ? openedFor : null,
        openingUntil: openingUntil !== null && openingUntil > core.now() ? openingUntil : null,
        byName
      };
    })
  );
}

async function dayKeys(core: Core, request: IncomingMessage): Promise<DayKeys> {
  const device = await deviceOf(core, request);
  if (device.role !== 'kiosk') throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
  return { keys: await takeDayKeys(core, device.deviceNo, device.site) };
}

/** A desk that somebody has signed in at. */
async function deskOf(core: Core, request: IncomingMessage): Promise<Device> {
  const device = await readerFrom(core, request);
  if (device.role !== 'desk') throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
  if (!(await sessionOf(core, request, device))) throw new HttpRefusal(401, 'session/over', 'Please sign in again.');
  return device;
}

async function kioskOf(core: Core, no: DeviceNo, desk: Device): Promise<Device> {
  const kiosk = await core.devices.byNo(no);
  if (kiosk?.role !== 'kiosk' || kiosk.revokedAt !== null || kiosk.site !== desk.site)
    throw new HttpRefusal(404, 'device/none', 'There is no such device, or it was removed already.');
  return kiosk;
}
