import type { AlarmMeans } from '#domain/practice/alarm-facts.ts';
import type { Vouching, VouchingManager } from '#protocol/recovery.ts';
import type { Core } from '../core.ts';
import type { Person } from '../people/people.ts';
import { isBusy } from '../people/passphrase.ts';
import { hasKit } from '../people/recovery.ts';
import { HttpRefusal } from './reply.ts';
import { shownPasskey, type Place } from './shown-passkey.ts';

/** What was shown, and held. */
export interface Shown {
  readonly kit: boolean;
  readonly managers: readonly Person[];
}

/** Somebody showed what was wrong. @param name whose it was said to be; empty for the kit's */
export type Failing = (name: string) => Promise<void>;

/**
 * Checks everything that somebody shows in place of a person's own sign-in. All of it must hold: what is wrong is not passed over for
 * the sake of what is right. @throws {HttpRefusal}
 */
export async function shownBy(
  core: Core,
  { kit, managers = [] }: Vouching,
  { failed, place }: { readonly failed: Failing; readonly place: Place }
): Promise<Shown> {
  if (isBusy()) throw new HttpRefusal(503, 'sign-in/busy', 'Many are signing in just now. Try again in a moment.');
  const vouched: Person[] = [];
  // A passkey's answer is good once: a slip in a passphrase must not cost it.
  for (const manager of managers.toSorted((a, b) => Number('passkey' in a) - Number('passkey' in b))) {
    const person =
      'passkey' in manager
        ? await byPasskey(core, manager.passkey, { failed, place })
        : await byPassphrase(core, manager, failed);
    if (vouched.some(({ user }) => user === person.user))
      throw new HttpRefusal(400, 'recovery/twice', 'Two managers are two people.');
    vouched.push(person);
  }
  // Last: an answer is good once, and a slip in a passphrase must not cost it.
  if (kit !== undefined && !(await hasKit(core, kit))) {
    await failed('');
    throw new HttpRefusal(401, 'recovery/kit', 'The kit was not shown in time. Type its words once more.');
  }
  return { kit: kit !== undefined, managers: vouched };
}

async function byPassphrase(
  core: Core,
  { name, passphrase }: { readonly name: string; readonly passphrase: string },
  failed: Failing
): Promise<Person> {
  const person = await core.people.check(name, passphrase);
  if (person && (await isManager(core, person))) return person;
  await failed(name);
  throw new HttpRefusal(401, 'recovery/manager', 'A manager’s name or passphrase is not right.');
}

async function byPasskey(
  core: Core,
  passkey: Extract<VouchingManager, { readonly passkey: unknown }>['passkey'],
  { failed, place }: { readonly failed: Failing; readonly place: Place }
): Promise<Person> {
  const shown = await shownPasskey(core, passkey, 'vouching', place);
  if (shown.flaw === null && (await isManager(core, shown.person))) return shown.person;
  await failed(shown.flaw === null ? shown.person.user : shown.whose);
  throw new HttpRefusal(
    401,
    'recovery/passkey',
    'That passkey is no manager’s here. Show another, or type a passphrase.'
  );
}

/** Whoever looks after people. */
async function isManager(core: Core, { role }: Pick<Person, 'role'>): Promise<boolean> {
  return (await core.roles.verbsOf(role)).has('people');
}

/** Null where nothing was shown. */
export function meansOf({ kit, managers }: Shown): AlarmMeans | null {
  if (kit) return managers.length > 0 ? 'kit-and-manager' : 'kit';
  if (managers.length === 0) return null;
  return managers.length > 1 ? 'two-managers' : 'manager';
}
