import type { DemoInfo } from '#protocol/http.ts';
import type { Core } from '../core.ts';
import { readMeta, writeMeta } from '../journal/schema.ts';
import type { NewPerson } from '../people/people.ts';
import { MAIN } from '../people/set-up.ts';

const KEY = 'demo';

/** What the sign-in page offers in a demonstration; null for a real clinic. */
export function demoInfo(core: Core): DemoInfo | null {
  const text = readMeta(core.db, KEY);
  return text === null ? null : (JSON.parse(text) as DemoInfo); // written below
}

/** Makes these people known with their passphrases, and gives out codes that do not end. Codes stay the same when called again. */
export async function writeDemoInfo(core: Core, people: readonly NewPerson[]): Promise<void> {
  for (const person of people) await core.people.put(person);
  const standing = (role: 'kiosk' | 'board' | 'room'): string => core.codes.issue(role, MAIN, true).code;
  const codes = demoInfo(core)?.codes ?? { kiosk: standing('kiosk'), board: standing('board'), room: standing('room') };
  const offered = people.map(({ user, name, role, passphrase }) => ({ user, name, role, passphrase }));
  writeMeta(core.db, KEY, JSON.stringify({ people: offered, codes } satisfies DemoInfo));
}
