import type { DemoInfo } from '#protocol/http.ts';
import type { Core } from '../core.ts';
import type { NewPerson } from '../people/people.ts';
import { MAIN } from '../people/set-up.ts';

const KEY = 'demo';

/** What the sign-in page offers in a demonstration; null for a real clinic. */
export async function demoInfo({ notes }: Core): Promise<DemoInfo | null> {
  const text = await notes.read(KEY);
  return text === null ? null : (JSON.parse(text) as DemoInfo); // written below
}

/** Makes these people known with their passphrases, and gives out codes that do not end. Codes stay the same when called again. */
export async function writeDemoInfo(core: Core, people: readonly NewPerson[]): Promise<void> {
  for (const person of people) await core.people.put(person);
  const standing = async (role: 'kiosk' | 'board' | 'room'): Promise<string> =>
    (await core.codes.issue(role, MAIN, true)).code;
  const codes = (await demoInfo(core))?.codes ?? {
    kiosk: await standing('kiosk'),
    board: await standing('board'),
    room: await standing('room')
  };
  const offered = people.map(({ user, name, role, passphrase }) => ({ user, name, role, passphrase }));
  await core.notes.write(KEY, JSON.stringify({ people: offered, codes } satisfies DemoInfo));
}
