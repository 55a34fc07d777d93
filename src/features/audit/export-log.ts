import { exportWriter } from '#domain/audit/export.ts';
import { sha256 } from '#domain/audit/sha256.ts';
import { ok, type Result } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';
import type { Manage } from '#station/manage.ts';
import type { Station } from '#station/station.ts';

/**
 * The file of a stretch of the log (docs/access-log-export.md): what the server sealed, and after it what this device was shown at the
 * time, so that a server which has another story later is contradicted by the file [AUD-18]. The server writes down that it was made.
 */
export async function exportLog(
  station: Pick<Station, 'witnessed'>,
  manage: Manage,
  stretch: { readonly from: Instant; readonly to: Instant }
): Promise<Result<string, { readonly say: string }>> {
  const answer = await manage<{ readonly lines: readonly string[] }>('audit/export', stretch);
  if (!answer.ok) return answer;
  const writer = exportWriter(sha256);
  const seen = (await station.witnessed()).map((checkpoint) => writer.write({ line: 'witness', ...checkpoint }));
  return ok(`${[...answer.value.lines, ...seen].join('\n')}\n`);
}
