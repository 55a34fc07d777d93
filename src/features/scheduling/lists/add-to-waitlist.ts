import type { WaitlistTerms } from '#domain/casework/case-facts.ts';
import { caseDoc } from '#domain/documents.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, plusDays } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from '../note.ts';

export type WaitlistRefusal =
  | NoteRefusal
  | { readonly code: 'waitlist/no-patient' }
  | { readonly code: 'waitlist/no-type' }
  | { readonly code: 'waitlist/no-such-day' }
  | { readonly code: 'waitlist/days-turned' }
  | { readonly code: 'waitlist/is-over' }
  | { readonly code: 'waitlist/bad-notice' }
  /** This patient waits for that visit already. */
  | { readonly code: 'waitlist/there-already' }
  | { readonly code: 'waitlist/closed' };

/** A patient may wait so long; later nobody remembers why. */
const DAYS_AHEAD = 2 * 366;
/** Thirty days, hours. */
const LONGEST_NOTICE = 720;

/** Puts a patient on the waitlist, or changes what is said of one who is on it [WAIT-1]. The form chooses the case's id once. */
export async function addToWaitlist(
  station: Station,
  terms: Omit<WaitlistTerms, 'site'>
): Promise<Result<Done, WaitlistRefusal>> {
  const note = checkNote(terms.note ?? '');
  if (!note.ok) return note;
  const practice = await station.rows.practice();
  const refused = refusedFor(terms, station.today(), (id) => practice.visitTypes.has(id));
  if (refused) return err(refused);
  const mine = await station.rows.casesOf(terms.patient);
  const known = mine.find((one) => one.case === terms.case);
  if (known?.closed) return err({ code: 'waitlist/closed' });
  const others = mine.filter((one) => one.kind === 'waitlist' && one.case !== terms.case && one.closed === null);
  if (others.some((one) => one.kind === 'waitlist' && one.visitTypes.some((id) => terms.visitTypes.includes(id))))
    return err({ code: 'waitlist/there-already' });

  const { note: _, ...rest } = terms;
  const of: WaitlistTerms = { ...rest, site: station.device.site, ...(note.value ? { note: note.value } : {}) };
  const doc = caseDoc(terms.case);
  return ok(doneBy('waitlist/add', doc, await station.record('waitlist/add', doc, [{ kind: 'waitlist/added', of }])));
}

function refusedFor(
  { patient, visitTypes, earliest, latest, expires, noticeHours }: Omit<WaitlistTerms, 'site'>,
  today: string,
  isType: (id: string) => boolean
): WaitlistRefusal | null {
  if (patient === '') return { code: 'waitlist/no-patient' };
  if (visitTypes.length === 0 || !visitTypes.every(isType)) return { code: 'waitlist/no-type' };
  const days = [earliest, ...(latest === null ? [] : [latest]), ...(expires === null ? [] : [expires])];
  if (!days.every((day) => isLocalDate(day) && day <= plusDays(today, DAYS_AHEAD)))
    return { code: 'waitlist/no-such-day' };
  if (latest !== null && latest < earliest) return { code: 'waitlist/days-turned' };
  if ((latest !== null && latest < today) || (expires !== null && expires < today)) return { code: 'waitlist/is-over' };
  if (!Number.isInteger(noticeHours) || noticeHours < 0 || noticeHours > LONGEST_NOTICE)
    return { code: 'waitlist/bad-notice' };
  return null;
}
