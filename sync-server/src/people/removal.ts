import { removalReason as reasonOf } from '#protocol/codes.ts';
import type { Device } from './devices.ts';

/** What a removed device is told as its sockets close; the day in UTC. */
export function removalReason(device: Pick<Device, 'revokedAt' | 'endedBy'> | null): string {
  if (!device || device.revokedAt === null) return 'this device was removed';
  return reasonOf(new Date(device.revokedAt).toISOString().slice(0, 10), device.endedBy ?? '');
}
