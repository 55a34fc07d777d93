import { mayDo, type Act } from '#domain/practice/acts.ts';
import type { StaffVerb } from '#domain/practice/practice-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Station } from './station.ts';

const NONE: ReadonlySet<StaffVerb> = new Set();

/** What a role may do here, as this practice has set it; a person whose role was changed since they came has the new one. */
export function verbsOf({ user, role }: Station['user'], practice: Practice): ReadonlySet<StaffVerb> {
  return practice.roles.get(practice.staff.get(user)?.role ?? role) ?? NONE;
}

/** Whether the person at this station may do it, for commands [ROLE-5]. */
export async function may(station: Pick<Station, 'user' | 'rows'>, act: Act): Promise<boolean> {
  return mayDo(verbsOf(station.user, await station.rows.practice()), act);
}
