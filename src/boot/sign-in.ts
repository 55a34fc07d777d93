import { err, ok, type Result } from '#domain/result.ts';
import type { SessionKey, SignedIn } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { UNREACHABLE, type CallRefusal, type ServerCalls } from './server-calls.ts';

export type User = SignedIn['user'];

/** Whoever signed in without the server has no session yet. */
export type SignedInHere = Omit<SignedIn, 'session'> & { readonly session: SessionKey | null };

/** OWASP's floor doubled (SECURITY.md §3); about a quarter of a second. */
const ITERATIONS = 1_200_000;
const VERIFIERS_KEY = 'verifiers';

/** Lets a person who has signed in here before sign in again without the server. The passphrase itself is never kept. */
interface Verifier {
  readonly user: User;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly hash: Uint8Array;
}

/**
 * Signs a person in: by the server when it answers (its no is final), else by what this device kept of an earlier sign-in
 * (BOOT-4). What the server newly enrolled is in the answer's `device`.
 */
export async function signInHere(
  database: Database,
  calls: ServerCalls,
  request: { readonly name: string; readonly passphrase: string },
  token: string | null
): Promise<Result<SignedInHere, CallRefusal>> {
  const answer = await calls.signIn(request, token);
  if (answer.ok) {
    await remember(database, answer.value.user, request.passphrase);
    return answer;
  }
  if (answer.error.code !== UNREACHABLE.code || token === null) return answer;
  const user = await recognise(database, request);
  if (user) return ok({ user, device: null, session: null });
  return err({
    code: 'unknown-offline',
    say: 'The server cannot be reached, and this name and passphrase have not been used on this device before.'
  });
}

/** Keeps what is needed to recognise this person offline. */
export async function remember(database: Database, user: User, passphrase: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const verifier: Verifier = { user, salt, iterations: ITERATIONS, hash: await stretch(passphrase, salt, ITERATIONS) };
  const others = (await verifiers(database)).filter((known) => known.user.user !== user.user);
  await writeMeta(database, VERIFIERS_KEY, [...others, verifier]);
}

async function recognise(
  database: Database,
  { name, passphrase }: { readonly name: string; readonly passphrase: string }
): Promise<User | null> {
  const asked = name.trim().toLowerCase();
  for (const known of await verifiers(database)) {
    const { user, salt, iterations, hash } = known;
    if (user.user.toLowerCase() !== asked && user.name.toLowerCase() !== asked) continue;
    if (isSame(await stretch(passphrase, salt, iterations), hash)) return user;
  }
  return null;
}

async function verifiers(database: Database): Promise<readonly Verifier[]> {
  return (await readMeta<readonly Verifier[]>(database, VERIFIERS_KEY)) ?? [];
}

async function stretch(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<Uint8Array> {
  const secret = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256)
  );
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
