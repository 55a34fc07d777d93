import type { DeviceNo } from '#domain/ids.ts';
import type { Core } from '../core.ts';
import { Writer } from '../gate/writer.ts';

/** The hand of one of the server's own devices. */
export function writerOf(core: Core, no: DeviceNo, role: 'agent' | 'importer'): Writer {
  const { gate, devices, now } = core;
  return new Writer({ gate, device: { deviceNo: no, role, site: 'main' }, newClient: () => devices.boot(no), now });
}
