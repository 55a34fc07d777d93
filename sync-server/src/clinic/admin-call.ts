import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { ClinicRefusal, type Clinic } from './clinic.ts';

/** What the command line may ask of a running server: every method of a clinic but `close`. */
export type AdminMethod = Exclude<keyof Clinic, 'close'>;

export const ADMIN_METHODS: ReadonlySet<string> = new Set<AdminMethod>([
  'state',
  'append',
  'read',
  'documents',
  'noteExport',
  'noteAct',
  'existing',
  'setUp',
  'putPerson',
  'setDemo',
  'tellKiosk',
  'enrol',
  'revoke',
  'verify',
  'giveContent',
  'content',
  'verifyBlobs',
  'verifyAudit',
  'recoveryKey',
  'setRecoveryKey',
  'backup',
  'listRefused',
  'showRefused',
  'discardRefused',
  'reapplyRefused',
  'sealedRefused',
  'reapplyOpened',
  'takeHl7',
  'writeHl7',
  'listSetAside',
  'resendSetAside',
  'discardSetAside',
  'sites'
]);

export const ADMIN_PATH = '/admin/';

/** The largest call; a batch of imports is cut to fit. Bytes. */
export const MAX_ADMIN_CALL = 8 * 1024 * 1024;

type Reply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly code: string; readonly say: string };

/** Arguments and answers travel in Yjs's `Any` encoding: facts have bytes in them, which JSON has not. */
export function encodeCall(value: unknown): Uint8Array<ArrayBuffer> {
  const out = encoding.createEncoder();
  encoding.writeAny(out, asAny(value));
  return encoding.toUint8Array(out) as Uint8Array<ArrayBuffer>; // lib0 copies into a fresh, unshared buffer
}

export function decodeCall(bytes: Uint8Array): unknown {
  return decoding.readAny(decoding.createDecoder(bytes));
}

/** Calls a method of the clinic with arguments off the wire. They come from this machine's own command line, so are not checked again. */
export async function answerCall(clinic: Clinic, method: AdminMethod, argument: unknown): Promise<Uint8Array> {
  const call = clinic[method].bind(clinic) as (argument: unknown) => Promise<unknown>; // ADMIN_METHODS has one argument each
  try {
    const value = await call(argument);
    return encodeCall({ ok: true, value: value instanceof Set ? [...value] : value } satisfies Reply);
  } catch (error) {
    if (!(error instanceof ClinicRefusal)) throw error;
    return encodeCall({ ok: false, code: error.code, say: error.message } satisfies Reply);
  }
}

export function valueOf(reply: Uint8Array): unknown {
  const answer = decodeCall(reply) as Reply; // from our own server
  if (!answer.ok) throw new ClinicRefusal(answer.code, answer.say);
  return answer.value;
}

function asAny(value: unknown): encoding.AnyEncodable {
  return (value ?? null) as encoding.AnyEncodable; // facts and plain objects only
}
