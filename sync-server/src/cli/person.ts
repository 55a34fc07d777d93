import { parseArgs } from 'node:util';
import { practiceDoc } from '#domain/documents.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { STAFF_ROLES } from '#domain/practice/role-verbs.ts';
import { stampAt } from '#domain/time.ts';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import { initialsOf, userIdOf } from '../people/set-up.ts';
import { newPassphrase } from '../people/words.ts';

export const PERSON_USAGE = `person --name "Ada Example" --role clerk|assistant|biller|coordinator|clinical|manager|privacy-officer
                             somebody who works here; prints a passphrase, and a new one when run again`;

const ROLES: ReadonlySet<string> = new Set(STAFF_ROLES);

/** Adds somebody who may sign in, or gives one a new passphrase. It is printed this once. */
export async function person(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { name: { type: 'string' }, role: { type: 'string' } } });
  const name = values.name?.trim() ?? '';
  if (name === '' || values.role === undefined || !ROLES.has(values.role)) {
    console.error(`A name and a role, please.\n\n${PERSON_USAGE}`);
    return 1;
  }
  const role = values.role as StaffRole; // one of them, just seen
  const user = userIdOf(name);
  const passphrase = newPassphrase();
  const clinic = await open();
  try {
    const isKnown = practiceOf(await clinic.read(practiceDoc)).staff.has(user);
    const of = { user, name, initials: initialsOf(name), role };
    const fact = { kind: 'staff/added', at: stampAt(Date.now()), by: user, of };
    const { refused } = await clinic.append([{ doc: practiceDoc, facts: [fact] }]);
    if (refused[0]) throw new ClinicRefusal(refused[0].code, refused[0].say);
    await clinic.putPerson({ ...of, passphrase });
    const action = isKnown ? 'person/passphrase-renewed' : 'person/added';
    await clinic.noteAct({ action, refs: [`user:${user}`], reason: role });
    console.log(`${name} signs in as ${user} with the passphrase  ${passphrase}`);
    return 0;
  } finally {
    await clinic.close();
  }
}
