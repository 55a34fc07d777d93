import { caseDoc } from '#domain/documents.ts';
import type { FormId } from '#domain/forms/form.ts';
import type { CopyGiven } from '#domain/forms/packet-facts.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { FormsRefusal } from './refusals.ts';

/**
 * Writes down that whoever signed has been given a copy: a sheet or a file (15 USC 7001(c)(3), UETA §8: what was signed can be kept and said again) [FORM-26]. A packet that was put away
 * is copied too; one that nobody has handed in is not.
 */
export async function giveCopy(
  station: Station,
  { packet: id, form, how }: { readonly packet: CaseId; readonly form: FormId; readonly how: CopyGiven }
): Promise<Result<true, FormsRefusal>> {
  if (!(await may(station, 'forms/give-copy'))) return err({ code: 'forms/not-yours' });
  const packet = await station.rows.packet(id);
  if (!packet) return err({ code: 'forms/no-such-packet' });
  const response = packet.forms.find((one) => one.form === form);
  if (!response?.submitted) return err({ code: 'forms/not-handed-in' });
  await station.record('forms/give-copy', caseDoc(id), [{ kind: 'form/copied', of: { case: id, form, how } }]);
  return ok(true);
}

/** Whether a copy was asked for on paper and none was printed since. */
export function isCopyOwed({
  submitted,
  copies
}: {
  readonly submitted: { readonly at: number; readonly signature?: { readonly copy: string } } | null;
  readonly copies: readonly { readonly how: CopyGiven; readonly at: number }[];
}): boolean {
  return (
    submitted?.signature?.copy === 'printed' && !copies.some(({ how, at }) => how === 'printed' && at >= submitted.at)
  );
}
