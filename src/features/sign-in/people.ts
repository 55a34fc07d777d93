import type { UserId } from '#domain/ids.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Result } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';

/** Someone to sign in as in a demonstration clinic; their passphrase is no secret. */
export interface Person {
  readonly user: UserId;
  readonly name: string;
  readonly role: StaffRole;
  readonly passphrase: string;
}

/** Words for the screen, and which refusal it is. */
export interface Refusal {
  readonly code?: string;
  readonly say: string;
}

/** Signs a person in. A refusal has words for the screen. */
export type SignIn = (request: {
  readonly name: string;
  readonly passphrase: string;
}) => Promise<Result<void, Refusal>>;

/** Somebody who may come back to a locked desk. */
export interface LockedPerson {
  readonly user: { readonly user: UserId; readonly name: string; readonly initials: string; readonly role: StaffRole };
  readonly hasPin: boolean;
}

/** Lets somebody back in by PIN. */
export type Enter = (user: UserId, digits: string) => Promise<Result<void, Refusal>>;
export type SetPin = (digits: string) => Promise<Result<void, Refusal>>;

/** What a role is called on screen (docs/glossary.md). */
export const ROLE_WORDS: Readonly<Record<StaffRole, string>> = {
  clerk: 'Front desk',
  assistant: 'Office assistant',
  biller: 'Biller',
  coordinator: 'Coordinator',
  clinical: 'Clinical staff',
  manager: 'Manager',
  'privacy-officer': 'Privacy officer'
};

/** Signing in, or back in, by passkey: whose it is shows when it is shown. */
export interface ByPasskey {
  isOffered(): Promise<boolean>;
  signIn(): Promise<Result<void, Refusal>>;
}

/** A passkey of whoever is here. */
export interface OwnPasskey {
  readonly credential: string;
  readonly name: string;
  readonly addedAt: Instant;
  readonly usedAt: Instant | null;
  /** The label of the device it was added on. */
  readonly device: string;
}

/** What a person does about theirs. */
export interface OwnPasskeys {
  isOffered(): Promise<boolean>;
  list(): Promise<Result<readonly OwnPasskey[], Refusal>>;
  add(request: { readonly name: string; readonly passphrase: string }): Promise<Result<unknown, Refusal>>;
  rename(credential: string, name: string): Promise<Result<unknown, Refusal>>;
  remove(credential: string): Promise<Result<unknown, Refusal>>;
}
