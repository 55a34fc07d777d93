import type { DocRef } from '#domain/documents.ts';
import { isVoid, type Fact } from '#domain/fact.ts';
import { deviceOf } from '#domain/ids.ts';
import { KINDS, type DeviceScope } from '#protocol/access.ts';
import type { NoCode } from '#protocol/codes.ts';
import { belongsIn, checkFact } from '#protocol/fact-schemas.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { VOCABULARY } from '#protocol/vocabulary.ts';
import type { Authors } from '../people/authors.ts';
import { say } from './say.ts';
import type { KindSent } from './sent-kinds.ts';

/** The first fact of an update that is not taken, and why. */
export interface Bad {
  readonly index: number;
  readonly code: NoCode;
  readonly say: string;
}

export const FOREIGN: Bad = { index: 0, code: 'E_FOREIGN', say: say('E_FOREIGN') };

/** What of a device’s facts for a document is not as it must be; null when all is. @param sent the kinds of facts that came with them */
export function firstBad(
  device: DeviceScope,
  ref: DocRef,
  facts: readonly unknown[],
  authors?: Pick<Authors, 'verdict'>,
  sent?: KindSent
): Bad | null {
  const kinds = KINDS[device.role];
  for (const [index, raw] of facts.entries()) {
    const checked = checkFact(raw);
    if (!checked.ok) return { index, code: checked.code, say: checked.say };
    const { fact } = checked;
    if (kinds && !(kinds.has(fact.kind) && takesBackItsOwn(device, fact)))
      return { index, code: 'E_VERB', say: say('E_VERB') };
    if (!belongsIn(ref, fact)) return { index, code: 'E_SCHEMA', say: 'This change does not belong there.' };
    if (fact.by.startsWith('device:') && fact.by !== `device:${device.deviceNo}`)
      return { index, code: 'E_FOREIGN', say: say('E_FOREIGN') };
    const verdict = authors?.verdict(device, ref, fact, (taken) => sent?.(taken, index));
    if (verdict) return { index, ...verdict };
  }
  return null;
}

/** A device that may append only some kinds of fact may also take back only what it wrote itself [GATE-8]. */
function takesBackItsOwn({ deviceNo }: DeviceScope, fact: Fact): boolean {
  if (!isVoid(fact)) return true;
  const [client] = fact.of.fact.split('.');
  return deviceOf(Number(client)) === deviceNo;
}

/** The device is of a later release than this server. @param schema what it said in its hello; ours where it says none */
export function isOfNewer(schema = SCHEMA): boolean {
  return schema > SCHEMA;
}

const DEFERRED: ReadonlySet<NoCode> = new Set(['E_SCHEMA', 'E_VERB']);

/**
 * Of a newer schema, what this server does not understand is no mistake: it waits on its device for the server to be updated
 * [VER-4]. What is wrong in any schema (another's name, a card number) is refused as ever.
 */
export function deferred(bad: Bad, facts: readonly unknown[]): Bad {
  const { kind } = (facts[bad.index] ?? {}) as { kind?: unknown }; // whatever it is, it may be asked for that
  const isUnderstood = bad.code === 'E_VERB' && typeof kind === 'string' && VOCABULARY.has(kind);
  if (isUnderstood || !DEFERRED.has(bad.code)) return bad;
  return { index: bad.index, code: 'E_VERSION', say: say('E_VERSION') };
}
