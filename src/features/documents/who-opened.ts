import { openingsIn, type Opening } from '#domain/audit/openings.ts';
import type { AuditAnswer, AuditLine, AuditPlace } from '#domain/audit/audit-line.ts';
import type { FiledDocument } from '#domain/document/patient-documents.ts';
import { caseDoc } from '#domain/documents.ts';
import { ok, type Result } from '#domain/result.ts';
import type { Manage } from '#station/manage.ts';

/**
 * Everyone who opened a paper while it lay in the wrong record: from when it was filed to when it was taken out [DOC-19]. The access log is at the server, and
 * answers who may read it; its reading is written down there.
 */
export async function whoOpened(
  manage: Manage,
  { document, filedAt, recalled }: FiledDocument
): Promise<Result<readonly Opening[], { readonly code: string; readonly say: string }>> {
  const lines: AuditLine[] = [];
  for (let before: AuditPlace | null = null; ;) {
    const about = `document:${caseDoc(document)}`;
    // `to` is the first moment that does not count.
    const stretch = { from: filedAt, to: (recalled?.at ?? filedAt) + 1 };
    const page: Awaited<ReturnType<typeof manage<AuditAnswer>>> = await manage<AuditAnswer>('audit/entries', {
      ...{ about, user: null, group: 'all', before },
      ...stretch
    });
    if (!page.ok) return page;
    lines.push(...page.value.lines);
    before = page.value.lines.at(-1)?.place ?? null;
    if (!page.value.more || before === null) return ok(openingsIn(lines));
  }
}
