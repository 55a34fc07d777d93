import type { IncomingMessage } from 'node:http';
import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceLine } from '#domain/practice/device-lines.ts';
import type { Core } from '../core.ts';
import type { Device, EnrolledRole } from '../people/devices.ts';
import { kioskStateOf } from '../people/kiosks.ts';
import { asSealed } from '../people/rescued.ts';
import { overAt } from '../people/sessions.ts';
import { storageKeyChangedAt } from '../people/storage-keys.ts';
import { boardSettingOf } from './boards-api.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith, deviceOf, leaverOf, type Caller } from './guard.ts';
import { HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { deviceRequest, deviceStatus, parsed, renameDeviceRequest, rescueRequest } from './requests.ts';

export interface DevicesApiOptions {
  readonly core: Core;
  readonly isConnected: (device: DeviceNo) => boolean;
}

/** A rescue is what a device had not sent: seldom more than a day's work. Bytes. */
const MAX_RESCUE = 8 * 1024 * 1024;

/** What a manager does about devices [DEV-4], and what a device says of itself. */
export function devicesEndpoints({ core, isConnected }: DevicesApiOptions): readonly (readonly [string, Endpoint])[] {
  const asManager =
    (act: (caller: Caller, request: IncomingMessage) => Promise<unknown>): Endpoint =>
    async (request) =>
      await act(await callerWith(core, request, 'devices'), request);
  return [
    ['GET /api/devices', asManager(({ device }) => list(core, isConnected, device.deviceNo))],
    ['POST /api/devices/rename', asManager((caller, request) => rename(core, caller, request))],
    ['POST /api/devices/revoke', asManager((caller, request) => remove(core, caller, request, 'revoked'))],
    ['POST /api/devices/retire', asManager((caller, request) => remove(core, caller, request, 'retired'))],
    ['POST /api/device/status', (request) => status(core, request)],
    ['POST /api/device/rescue', (request) => rescue(core, request)],
    ['POST /api/device/wiped', (request) => wiped(core, request)]
  ];
}

async function list(
  core: Core,
  isConnected: DevicesApiOptions['isConnected'],
  own: DeviceNo
): Promise<readonly DeviceLine[]> {
  const [devices, sessions] = await Promise.all([core.devices.all(), core.sessions.live()]);
  const byName = new Set<DeviceNo>();
  for (const { deviceNo, role } of devices)
    if (role === 'kiosk' && (await kioskStateOf(core, deviceNo)).byName) byName.add(deviceNo);
  const changedAt = new Map<DeviceNo, Instant | null>();
  for (const { deviceNo } of devices) changedAt.set(deviceNo, await storageKeyChangedAt(core.notes, deviceNo));
  return devices
    .filter(({ role }) => role !== 'agent' && role !== 'importer')
    .map((device) => {
      const leases = sessions.filter(({ device: no }) => no === device.deviceNo).map(overAt);
      return {
        deviceNo: device.deviceNo,
        role: device.role as EnrolledRole, // the others were left out
        site: device.site,
        label: device.label,
        name: device.name ?? null,
        enrolledAt: device.enrolledAt,
        hasKeys: device.keys !== undefined,
        isConnected: isConnected(device.deviceNo),
        seenAt: device.seenAt ?? null,
        build: device.build ?? null,
        unsent: device.unsent ?? null,
        leaseUntil: leases.length > 0 ? Math.max(...leases) : null,
        failures: device.failures ?? 0,
        ended: endOf(device),
        byName: byName.has(device.deviceNo),
        board: boardSettingOf(device),
        keyChangedAt: changedAt.get(device.deviceNo) ?? null,
        own: device.deviceNo === own
      };
    });
}

function endOf({ revokedAt, endedAs, endedBy, wipedAt }: Device): DeviceLine['ended'] {
  if (revokedAt === null) return null;
  return { at: revokedAt, as: endedAs ?? 'revoked', by: endedBy ?? null, wipedAt: wipedAt ?? null };
}

async function rename(core: Core, { person }: Caller, request: IncomingMessage): Promise<object> {
  const { deviceNo, name } = parsed(renameDeviceRequest, await readJson(request, MAX_JSON));
  if (!(await core.devices.rename(deviceNo, name))) throw noDevice();
  core.told.did({ action: 'device/renamed', refs: [`device:${deviceNo}`] }, person.user);
  return {};
}

/** A device that is removed is out on all its sockets at once, and deletes what it has [DEV-5]. */
async function remove(
  core: Core,
  { person }: Caller,
  request: IncomingMessage,
  as: 'revoked' | 'retired'
): Promise<object> {
  const { deviceNo } = parsed(deviceRequest, await readJson(request, MAX_JSON));
  if (!(await core.devices.revoke(deviceNo, as, person.name))) throw noDevice();
  core.told.did({ action: 'device/removed', refs: [`device:${deviceNo}`], reason: as }, person.user);
  await core.sessions.endOnDevice(deviceNo, 'device-removed');
  await core.tellRevoked(deviceNo);
  await core.tellPeopleChanged();
  return {};
}

async function status(core: Core, request: IncomingMessage): Promise<object> {
  const device = await deviceOf(core, request);
  const { unsent } = parsed(deviceStatus, await readJson(request, MAX_JSON));
  await core.devices.waits(device.deviceNo, unsent);
  return {};
}

/** What a removed device had not sent is kept apart, for a person to look at: a wipe loses no facts [DEV-6]. */
async function rescue(core: Core, request: IncomingMessage): Promise<object> {
  const device = await leaverOf(core, request);
  const { updates, sealed } = parsed(rescueRequest, await readJson(request, MAX_RESCUE));
  for (const { doc, update } of updates) {
    const sent = Buffer.from(update, 'base64');
    const bytes = sealed ? asSealed(sent) : sent;
    await core.journal.quarantine({ device: device.deviceNo, doc, code: 'E_REVOKED', bytes });
  }
  return {};
}

async function wiped(core: Core, request: IncomingMessage): Promise<object> {
  const device = await leaverOf(core, request);
  await core.devices.wiped(device.deviceNo);
  return {};
}

function noDevice(): HttpRefusal {
  return new HttpRefusal(404, 'device/none', 'There is no such device, or it was removed already.');
}
