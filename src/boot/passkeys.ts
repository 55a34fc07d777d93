import { err, ok, type Result } from '#domain/result.ts';
import { base64url, fromBase64url, PASSKEY_ALGORITHMS, type Assertion, type MadePasskey } from '#protocol/passkeys.ts';
import type { CallRefusal } from './server-calls.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What a browser can ask of an authenticator; tests hand in one of their own. */
export interface Authenticators {
  /** Where this page is: what an authenticator signs for. */
  readonly origin: string;
  readonly rpId: string;
  /** Whether passkeys with a secret (PRF) may work here: tried, not looked up. What an authenticator lacks shows when it is asked. */
  isOffered(): Promise<boolean>;
  /** A person shows one. @param allow these alone; any that this place knows when empty */
  show(asked: {
    readonly challenge: string;
    readonly rpId: string;
    readonly allow: readonly string[];
    readonly prfSalt: Bytes;
  }): Promise<Result<ShownPasskey, CallRefusal>>;
  /** A person makes one. */
  make(asked: {
    readonly challenge: string;
    readonly rpId: string;
    readonly userHandle: string;
    readonly name: string;
    readonly known: readonly string[];
  }): Promise<Result<MadePasskey, CallRefusal>>;
  /** Tells whoever keeps passkeys that one is good for nothing, where they listen. */
  forget(rpId: string, credential: string): void;
}

export interface ShownPasskey {
  readonly assertion: Assertion;
  /** 256 bits that this passkey gives for this salt, and nothing else does. */
  readonly secret: Bytes;
}

/** A person finds a key and types its PIN within this. */
const TIMEOUT_MS = 2 * 60_000;

const REFUSALS = {
  'passkey/cancelled': 'Nothing came from a passkey. Try again, or use your passphrase.',
  'passkey/timed-out': 'Nobody showed a passkey in time. Try again, or use your passphrase.',
  'passkey/known': 'That key or device has a passkey of yours already.',
  'passkey/address': 'Passkeys do not work at this address. Use your passphrase, and tell who looks after the server.',
  'passkey/unfit': 'That key cannot do what this needs. Use another, or your passphrase.',
  'passkey/no-prf':
    'That key can sign you in, but keeps no secret that opens this desk without the network. Use another, or your passphrase.',
  'passkey/not-here':
    'That passkey has not been used at this desk before, and the server cannot be reached. Use your passphrase.',
  'passkey/none-here':
    'The server cannot be reached, and no passkey has been used at this desk before. Use your passphrase.',
  'passkey/not-theirs': 'What that passkey said does not fit this desk. Use your passphrase.'
} as const;

export const passkeyRefused = (code: keyof typeof REFUSALS) => err({ code, say: REFUSALS[code] });

export const browserAuthenticators: Authenticators = {
  get origin() {
    return location.origin;
  },
  get rpId() {
    return location.hostname;
  },
  isOffered: async () => {
    if (typeof PublicKeyCredential === 'undefined' || !('credentials' in navigator)) return false;
    // A host that is a number has no passkeys (HTML: a registrable domain, or localhost).
    if (/^[\d.]+$|:/.test(location.hostname)) return false;
    const able = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
    return able?.['extension:prf'] !== false; // an older browser does not say
  },
  show: (asked) => inTime(() => show(asked)),
  make: (asked) => inTime(() => make(asked)),
  forget: (rpId, credentialId) => {
    const told = PublicKeyCredential as { signalUnknownCredential?: (of: object) => Promise<void> }; // newer than our types
    void told.signalUnknownCredential?.({ rpId, credentialId })?.catch(() => undefined);
  }
};

async function show({
  challenge,
  rpId,
  allow,
  prfSalt
}: Parameters<Authenticators['show']>[0]): Promise<Result<ShownPasskey, CallRefusal>> {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytesOf(challenge),
      rpId,
      allowCredentials: allow.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
      userVerification: 'required',
      timeout: TIMEOUT_MS,
      extensions: { prf: { eval: { first: prfSalt } } }
    }
  });
  if (!(credential instanceof PublicKeyCredential)) return passkeyRefused('passkey/cancelled');
  const response = credential.response as AuthenticatorAssertionResponse; // what `get` answers with
  const secret = credential.getClientExtensionResults().prf?.results?.first;
  if (!secret) return passkeyRefused('passkey/no-prf');
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const assertion: Assertion = {
    credential: base64url(new Uint8Array(credential.rawId)),
    clientData: base64url(new Uint8Array(clientDataJSON)),
    authenticatorData: base64url(new Uint8Array(authenticatorData)),
    signature: base64url(new Uint8Array(signature)),
    userHandle: userHandle?.byteLength ? base64url(new Uint8Array(userHandle)) : null
  };
  return ok({ assertion, secret: copyOf(secret) });
}

async function make({
  challenge,
  rpId,
  userHandle,
  name,
  known
}: Parameters<Authenticators['make']>[0]): Promise<Result<MadePasskey, CallRefusal>> {
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: bytesOf(challenge),
      rp: { id: rpId, name: 'Anteroom' },
      user: { id: bytesOf(userHandle), name, displayName: name },
      pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      // Found by the authenticator itself: nobody types a name first, and the server tells nobody who has what.
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: known.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
      attestation: 'none',
      timeout: TIMEOUT_MS,
      extensions: { prf: {} }
    }
  });
  if (!(credential instanceof PublicKeyCredential)) return passkeyRefused('passkey/cancelled');
  const response = credential.response as AuthenticatorAttestationResponse; // what `create` answers with
  const id = base64url(new Uint8Array(credential.rawId));
  const publicKey = response.getPublicKey();
  const algorithm = PASSKEY_ALGORITHMS.find((one) => one === response.getPublicKeyAlgorithm());
  const hasSecret = credential.getClientExtensionResults().prf?.enabled === true;
  if (!publicKey || algorithm === undefined || !hasSecret) {
    browserAuthenticators.forget(rpId, id);
    return passkeyRefused(hasSecret ? 'passkey/unfit' : 'passkey/no-prf');
  }
  return ok({
    credential: id,
    clientData: base64url(new Uint8Array(response.clientDataJSON)),
    authenticatorData: base64url(new Uint8Array(response.getAuthenticatorData())),
    publicKey: base64url(new Uint8Array(publicKey)),
    algorithm
  });
}

/** What a browser throws, as words. It does not say whether a person said no, or nobody did anything: the clock does. */
async function inTime<T>(ceremony: () => Promise<Result<T, CallRefusal>>): Promise<Result<T, CallRefusal>> {
  const began = performance.now();
  try {
    return await ceremony();
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'InvalidStateError') return passkeyRefused('passkey/known');
    if (name === 'SecurityError') return passkeyRefused('passkey/address');
    if (name === 'NotSupportedError' || name === 'ConstraintError') return passkeyRefused('passkey/unfit');
    if (name === 'NotAllowedError' || name === 'AbortError')
      return passkeyRefused(performance.now() - began >= TIMEOUT_MS ? 'passkey/timed-out' : 'passkey/cancelled');
    throw error;
  }
}

function bytesOf(text: string): Bytes {
  return fromBase64url(text) ?? new Uint8Array();
}

function copyOf(buffer: BufferSource): Bytes {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength).slice() // browsers give no shared one
    : new Uint8Array(buffer).slice();
}
