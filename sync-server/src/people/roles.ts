import type { StaffRole, StaffVerb } from '#domain/practice/practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES, verbsAfter } from '#domain/practice/roles.ts';
import type { Notes } from '../records/notes.ts';

const KEY = 'roles';

/** What each role may do in this clinic, as its managers have set it [ROLE-3]. The practice document says the same to every desk. */
export class Roles {
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  async verbsOf(role: StaffRole): Promise<ReadonlySet<StaffVerb>> {
    const changed = (await this.#changed())[role];
    return changed ? verbsAfter(role, changed) : (BEGINNING_VERBS.get(role) ?? new Set<StaffVerb>());
  }

  async all(): Promise<readonly { readonly role: StaffRole; readonly verbs: readonly StaffVerb[] }[]> {
    return await Promise.all(STAFF_ROLES.map(async (role) => ({ role, verbs: [...(await this.verbsOf(role))] })));
  }

  /** Answers what the role has then. */
  async set(role: StaffRole, verbs: readonly StaffVerb[]): Promise<readonly StaffVerb[]> {
    const kept = [...verbsAfter(role, verbs)];
    await this.#notes.write(KEY, JSON.stringify({ ...(await this.#changed()), [role]: kept }));
    return kept;
  }

  async #changed(): Promise<Partial<Record<StaffRole, readonly string[]>>> {
    const text = await this.#notes.read(KEY);
    return text === null ? {} : (JSON.parse(text) as Partial<Record<StaffRole, readonly string[]>>); // written above
  }
}
