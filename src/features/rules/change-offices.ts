import { practiceDoc } from '#domain/documents.ts';
import type { AreaId, SiteId } from '#domain/ids.ts';
import { officesOn } from '#domain/practice/offices.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine } from '#domain/text.ts';
import { isLocalDate, type LocalDate, type ZoneId } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';
import type { ChangeRefusal } from './change-practice.ts';

export type OfficeRefusal =
  | ChangeRefusal
  | { readonly code: 'office/no-name' }
  /** Two of one name could not be told apart where an office is chosen. */
  | { readonly code: 'office/name-taken' }
  | { readonly code: 'office/no-zone' }
  | { readonly code: 'office/no-day' }
  /** There would be none left. */
  | { readonly code: 'office/last' };

/** A new office, with ids chosen once for the form: a second try is the same office. */
export interface NewOffice {
  readonly site: SiteId;
  /** Its first waiting area: boards and tickets are of an area. */
  readonly area: AreaId;
  readonly name: string;
  readonly zone: ZoneId;
}

/** Adds an office with one waiting area [OFF-1]. Its rooms, hours and devices follow. */
export async function addOffice(
  station: Station,
  { site, area, name, zone }: NewOffice
): Promise<Result<void, OfficeRefusal>> {
  if (!(await may(station, 'practice/add-office'))) return err({ code: 'rules/not-yours' });
  const named = nameFor(await station.rows.practice(), site, name);
  if (!named.ok) return named;
  if (zone === '') return err({ code: 'office/no-zone' });
  await station.record('practice/add-office', practiceDoc, [
    { kind: 'site/added', of: { site, name: named.value, zone } },
    { kind: 'area/added', of: { area, site, name: 'Waiting room' } }
  ]);
  return ok();
}

/** Another name for an office; its clock stays, for its days were written by it. */
export async function renameOffice(station: Station, site: SiteId, name: string): Promise<Result<void, OfficeRefusal>> {
  if (!(await may(station, 'practice/rename-office'))) return err({ code: 'rules/not-yours' });
  const practice = await station.rows.practice();
  const named = nameFor(practice, site, name);
  if (!named.ok) return named;
  const { zone } = practice.sites.get(site) ?? station;
  await station.record('practice/rename-office', practiceDoc, [
    { kind: 'site/added', of: { site, name: named.value, zone } }
  ]);
  return ok();
}

/** Closes an office for good from a day on, or opens it again [OFF-2]. What is booked there stays and shows as a conflict. */
export async function closeOffice(
  station: Station,
  site: SiteId,
  from: LocalDate | null
): Promise<Result<void, OfficeRefusal>> {
  if (!(await may(station, 'practice/close-office'))) return err({ code: 'rules/not-yours' });
  if (from !== null && !isLocalDate(from)) return err({ code: 'office/no-day' });
  const others = from === null ? [] : officesOn(await station.rows.practice(), from).filter((one) => one.site !== site);
  if (from !== null && others.length === 0) return err({ code: 'office/last' });
  await station.record('practice/close-office', practiceDoc, [{ kind: 'site/closed', of: { site, from } }]);
  return ok();
}

function nameFor({ sites }: Practice, site: SiteId, name: string): Result<string, OfficeRefusal> {
  const named = cleanLine(name);
  if (named === '' || named.length > 120) return err({ code: 'office/no-name' });
  const isTaken = [...sites.values()].some(
    (one) => one.site !== site && one.name.toLowerCase() === named.toLowerCase()
  );
  return isTaken ? err({ code: 'office/name-taken' }) : ok(named);
}
