import type { AuditRef } from '#domain/audit/audit-facts.ts';
import { ok, type Result } from '#domain/result.ts';
import type { Station } from './station.ts';

/**
 * Writes down that a sheet goes to paper, before it does: what cannot be written down is not printed [AUD-8].
 * @param fields the groups of fields that are on it @throws {StorageFault}
 */
export async function printSheet(
  station: Pick<Station, 'audit'>,
  refs: readonly AuditRef[],
  fields: readonly string[]
): Promise<Result<'noted', never>> {
  await station.audit.note({ action: 'sheet/printed', refs, fields });
  return ok('noted');
}
