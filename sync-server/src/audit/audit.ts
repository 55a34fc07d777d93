import { randomBytes } from 'node:crypto';
import { idFrom } from '#domain/ids.ts';
import { writerOf } from '../clinic/local-clinic.ts';
import type { Core } from '../core.ts';
import { AGENT_NO } from '../people/devices.ts';
import { Checkpoints } from './checkpoints.ts';
import { ServedLog } from './served-log.ts';
import { CheckpointShelf } from './shelf.ts';

/** What the server writes down of itself, and what it signs of everybody's access logs. */
export interface Audit {
  readonly shelf: CheckpointShelf;
  readonly served: ServedLog;
  readonly checkpoints: Checkpoints;
}

export function auditOf(core: Core, onFault: (error: unknown) => void): Audit {
  const { journal, notes, now, serverKey: key } = core;
  const hand = () => writerOf(core, AGENT_NO, 'agent');
  return {
    shelf: new CheckpointShelf(journal, now),
    served: new ServedLog({ writer: hand(), notes, now, newSession: () => idFrom(randomBytes(10)), onFault }),
    checkpoints: new Checkpoints({ journal, notes, writer: hand(), key, now, onFault })
  };
}
