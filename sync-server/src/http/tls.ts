import { readFileSync, statSync } from 'node:fs';
import type { Server as SecureServer } from 'node:https';

/** The server's certificate chain and key, as PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What is set in the environment cannot be used; the message is for whoever starts the server. */
export class BadTls extends Error {
  override readonly name = 'BadTls';
}

/** How often the files are looked at: certificates of a month are renewed while the server runs. */
const LOOK_MS = 10_000;

/** `TLS_CERT` and `TLS_KEY`; null where neither is set. @throws {BadTls} for one without the other */
export function tlsFrom(env: Readonly<Record<string, string | undefined>>): TlsFiles | null {
  const cert = env['TLS_CERT'] ?? '';
  const key = env['TLS_KEY'] ?? '';
  if (cert === '' && key === '') return null;
  if (cert === '' || key === '') throw new BadTls('TLS_CERT and TLS_KEY go together: a certificate chain and its key.');
  return { cert, key };
}

/** @throws {BadTls} when a file cannot be read */
export function readTls({ cert, key }: TlsFiles): { readonly cert: Buffer; readonly key: Buffer } {
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (error) {
    throw new BadTls(`The certificate cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

/** Takes a renewed certificate into use without a restart (HTTP-8). One that is broken is not: the old one serves on. */
export function followTls(server: SecureServer, files: TlsFiles, onFault: (error: unknown) => void): NodeJS.Timeout {
  let known = stampOf(files);
  const look = (): void => {
    const stamp = stampOf(files);
    if (stamp === known) return;
    known = stamp;
    try {
      server.setSecureContext({ ...readTls(files), minVersion: 'TLSv1.2' });
    } catch (error) {
      onFault(error);
    }
  };
  return setInterval(look, LOOK_MS).unref();
}

function stampOf({ cert, key }: TlsFiles): string {
  return [cert, key].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0).join(' ');
}
