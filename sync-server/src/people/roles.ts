import type { StaffRole, StaffVerb } from '#domain/practice/practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES, STAFF_VERBS, verbsAfter, verbsSince } from '#domain/practice/role-verbs.ts';
import type { RoleLine } from '#domain/practice/staff-lines.ts';
import type { Notes } from '../records/notes.ts';

const KEY = 'roles';

/** A role as managers left it: what it may do, of the verbs there were then. A list alone is from before that was written down. */
type Left = readonly string[] | { readonly verbs: readonly string[]; readonly decided: readonly string[] };

/** What each role may do in this clinic, as its managers have set it [ROLE-3]. The practice document says the same to every desk. */
export class Roles {
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  async verbsOf(role: StaffRole): Promise<ReadonlySet<StaffVerb>> {
    const left = (await this.#changed())[role];
    if (left === undefined) return BEGINNING_VERBS.get(role) ?? new Set<StaffVerb>();
    const { verbs, decided } = readLeft(left);
    return verbsAfter(role, verbs, decided);
  }

  async all(): Promise<readonly RoleLine[]> {
    const changed = await this.#changed();
    return await Promise.all(
      STAFF_ROLES.map(async (role) => {
        const left = changed[role];
        return { role, verbs: [...(await this.verbsOf(role))], came: left ? verbsSince(readLeft(left).decided) : [] };
      })
    );
  }

  /** All verbs there are are decided on by it. Answers what the role has then. */
  async set(role: StaffRole, verbs: readonly StaffVerb[]): Promise<readonly StaffVerb[]> {
    const kept = [...verbsAfter(role, verbs, STAFF_VERBS)];
    const left: Left = { verbs: kept, decided: STAFF_VERBS };
    await this.#notes.write(KEY, JSON.stringify({ ...(await this.#changed()), [role]: left }));
    return kept;
  }

  async #changed(): Promise<Partial<Record<StaffRole, Left>>> {
    const text = await this.#notes.read(KEY);
    return text === null ? {} : (JSON.parse(text) as Partial<Record<StaffRole, Left>>); // written above
  }
}

function readLeft(left: Left): { readonly verbs: readonly string[]; readonly decided?: readonly string[] } {
  return 'decided' in left ? left : { verbs: left };
}
