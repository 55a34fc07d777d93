import type { IncomingMessage } from 'node:http';
import { checkAssertion, type Assertion, type ExpectedOf, type PasskeyPurpose } from '#protocol/passkeys.ts';
import type { Core } from '../core.ts';
import type { Passkey } from '../people/passkeys.ts';
import type { KnownPerson } from '../people/people.ts';
import type { SurfaceHosts } from './hosts.ts';

/** Where a passkey was shown. */
export type Place = Omit<ExpectedOf, 'challenge'>;

/** `whose`: the person it is said to be of; empty where nobody knows. */
export type ShownPasskey =
  | { readonly flaw: 'wrong' | 'copied'; readonly whose: string }
  | { readonly flaw: null; readonly person: KnownPerson; readonly passkey: Passkey };

/**
 * Whose passkey was shown: of this place, by somebody who may sign in, signed now and for this [KEY-2]. Its challenge is used up by it.
 */
export async function shownPasskey(
  core: Core,
  { challenge, assertion }: { readonly challenge: string; readonly assertion: Assertion },
  purpose: PasskeyPurpose,
  place: Place
): Promise<ShownPasskey> {
  const passkey = await core.passkeys.find(assertion.credential);
  const person = passkey && (await core.people.find(passkey.user));
  const isGood = await core.challenges.isGood(challenge, purpose);
  const checked = passkey && isGood && (await checkAssertion(assertion, passkey, { challenge, ...place }));
  const isTheirs =
    passkey?.rpId === place.rpId &&
    (assertion.userHandle === null || assertion.userHandle === (await core.challenges.handleOf(passkey.user)));
  const wrong = { flaw: 'wrong', whose: person?.user ?? '' } as const;
  if (!passkey || !person || person.disabledAt !== null || !isTheirs || !checked || 'flaw' in checked) return wrong;
  if (!(await core.challenges.use(challenge))) return wrong;
  if (!(await core.passkeys.used(passkey.credential, checked.counter))) return { flaw: 'copied', whose: person.user };
  return { flaw: null, person, passkey };
}

/**
 * Where people sign in: the desk's own address, or the one this request came to where none is set. That its page is ours has been
 * seen (origin.ts); a key made for another host has no signature for this one.
 */
export function placeOf(request: IncomingMessage, hosts: SurfaceHosts | null): Place {
  const origin = hosts?.desk ?? request.headers.origin ?? `http://${request.headers.host ?? 'localhost'}`;
  return { origin, rpId: new URL(origin).hostname };
}
