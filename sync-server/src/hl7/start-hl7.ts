import type { Clinic } from '../clinic/clinic.ts';
import type { Core } from '../core.ts';
import type { Metrics } from '../http/metrics.ts';
import type { OnDuty } from '../store/store.ts';
import { serveMllp } from './mllp-server.ts';
import { Hl7Outbox } from './outbox.ts';
import type { Hl7Settings } from './settings.ts';

export interface Hl7Parts {
  readonly settings: Hl7Settings | null;
  readonly core: Core;
  readonly clinic: Pick<Clinic, 'takeHl7'>;
  readonly metrics: Metrics;
  readonly faults: (where: string) => (error: unknown) => void;
}

export interface Hl7Running {
  /** Where messages are taken; null: nowhere. */
  readonly port: number | null;
  /** What one process of a clinic does for all. */
  readonly duties: readonly OnDuty[];
  stop(): Promise<void>;
}

/** Speaks with other systems, as far as it is switched on [MLLP-2]. */
export async function startHl7({ settings, core, clinic, metrics, faults }: Hl7Parts): Promise<Hl7Running> {
  if (!settings) return { port: null, duties: [], stop: () => Promise.resolve() };
  const { listen, send, codes } = settings;
  const server =
    listen &&
    (await serveMllp({
      settings: { ...settings, listen },
      codes,
      clinic,
      now: core.now,
      onEvent: (what) => metrics.count('anteroom_hl7_in_total', { what }),
      onFault: faults('hl7')
    }));
  const outbox =
    send &&
    new Hl7Outbox({
      core,
      target: send,
      onAnswer: (code) => metrics.count('anteroom_hl7_out_total', { code }),
      onFault: faults('hl7-out')
    });
  return {
    port: server?.port ?? null,
    duties: outbox ? [outbox] : [],
    async stop() {
      await server?.stop();
      await outbox?.stop();
    }
  };
}
