import { randomBytes } from 'node:crypto';
import { practiceDoc } from '#domain/documents.ts';
import type { PayloadOf } from '#domain/known-facts.ts';
import { idFrom } from '#domain/ids.ts';
import type { Writer } from '../gate/writer.ts';

export type NewAlarm = Omit<PayloadOf<'alarm/raised'>, 'alarm'> & { readonly alarm?: string };

/** Tells every desk of something that goes past the ordinary ways in: a fact of the practice, in the server's name [GLASS-5]. */
export async function raiseAlarm(agent: Writer, alarm: NewAlarm): Promise<void> {
  const of = { alarm: idFrom(randomBytes(10)), ...alarm };
  await agent.record(practiceDoc, [{ kind: 'alarm/raised', of }]);
}
