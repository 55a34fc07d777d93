import { err, type Result } from '#domain/result.ts';
import type { DeviceCredentials, SetUpRequest, SignInRequest } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { readMeta } from '#storage/meta.ts';
import type { Glass } from './glass.ts';
import { CREDENTIALS_KEY, publicKeysHere } from './identity.ts';
import type { Authenticators } from './passkeys.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import type { ByPasskey, Done } from './surface-state.ts';
import { unlockByPasskey } from './unlock-passkey.ts';
import { factorOf, keyFileOf } from './key-ways.ts';
import { unlockFor, unlockHere, type Unlocked } from './unlock.ts';
import { waysBack, type WaysBack } from './ways-back.ts';

/** Somebody who was let in; with `glass`, to read alone. */
export type Admitted = Unlocked & { readonly glass?: Glass };
type Answer = Promise<Result<Unlocked, CallRefusal>>;

/** How a person gets into a desk. Each of them makes a browser that is no device yet one, where the server lets it. */
export interface WaysIn {
  setUp(request: SetUpRequest): Done;
  signIn(request: SignInRequest): Done;
  readonly passkey: ByPasskey;
  /** For who cannot come in by any of them. */
  readonly waysBack: WaysBack;
}

export interface WaysInOptions {
  readonly database: Database;
  readonly calls: ServerCalls;
  readonly authenticators: Authenticators;
  /** Why somebody may not come in though they have shown who they are; null when they may. */
  readonly refusalFor: (name: string) => CallRefusal | null;
  /** Lets in who was let in. */
  readonly admit: (unlocked: Result<Admitted, CallRefusal>) => Done;
}

export function waysIn({ database, calls, authenticators, refusalFor, admit }: WaysInOptions): WaysIn {
  /** Its token, or the keys with which it is to become a device. */
  async function device() {
    const token = (await readMeta<DeviceCredentials>(database, CREDENTIALS_KEY))?.token ?? null;
    return token === null ? { token, keys: await publicKeysHere(database) } : { token };
  }
  async function setUp(request: SetUpRequest): Answer {
    const file = await keyFileOf(database);
    const [answer, factor] = await Promise.all([
      calls.setUp({ ...request, keys: await publicKeysHere(database) }),
      factorOf(file, request.manager.passphrase)
    ]);
    if (!answer.ok) return answer;
    return await unlockFor(database, calls, answer.value, { file, factor, token: null, now: Date.now });
  }
  async function byPassphrase(request: SignInRequest): Answer {
    const { token, ...keys } = await device();
    return await unlockHere(database, calls, { ...request, ...keys }, token);
  }
  async function byPasskey(): Answer {
    const unlocked = await unlockByPasskey(database, calls, authenticators, await device());
    const stopped = unlocked.ok ? refusalFor(unlocked.value.user.name) : null;
    return stopped ? err(stopped) : unlocked;
  }
  return {
    setUp: async (request) => await admit(await setUp(request)),
    signIn: async (request) => await admit(await byPassphrase(request)),
    passkey: { isOffered: authenticators.isOffered, signIn: async () => await admit(await byPasskey()) },
    waysBack: waysBack(calls, database, authenticators, admit)
  };
}
