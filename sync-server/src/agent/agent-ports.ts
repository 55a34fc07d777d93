import type { DeviceNo, SiteId } from '#domain/ids.ts';
import type { Core } from '../core.ts';
import { isByNameAt } from '../people/kiosks.ts';
import { Agent, type AgentOptions } from './agent.ts';
import { presenceByRegister, presenceBySockets } from './kiosk-presence.ts';
import { AgentOnDuty } from './on-duty.ts';

/** The agent over what it asks of the clinic. @param sockets who is connected; null where several servers share one database: each knows its own alone */
export function agentOf(
  core: Core,
  sockets: { has(device: DeviceNo): boolean } | null,
  more: Pick<AgentOptions, 'writer' | 'key' | 'onFault'>
): AgentOnDuty {
  const { journal, now, devices } = core;
  const byName = (site: SiteId) => isByNameAt(core, site);
  return new AgentOnDuty(() => {
    const presence = sockets ? presenceBySockets(sockets) : presenceByRegister();
    return new Agent({ journal, now, devices, presence, byName, ...more });
  });
}
