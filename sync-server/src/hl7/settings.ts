import type { OutsideCodes } from '#domain/hl7/outside-codes.ts';
import { NO_CODES } from '#domain/hl7/outside-codes.ts';
import type { TlsFiles } from '../http/tls.ts';

/** Where MLLP is spoken. Without any of it no port is opened and nothing is sent [MLLP-2]. */
export interface Hl7Settings {
  /** Messages are taken here; null: they are not. */
  readonly listen: { readonly host: string; readonly port: number } | null;
  /** Ours are sent there; null: they are not. */
  readonly send: { readonly host: string; readonly port: number; readonly isSecure: boolean } | null;
  /** Addresses that may connect; empty: any that reach the port. */
  readonly peers: readonly string[];
  /** The server's certificate, where it has one: then the port speaks TLS. */
  readonly tls: TlsFiles | null;
  /** PEM file of who signs the certificates of those who connect; null: they need none. */
  readonly clientCa: string | null;
  readonly codes: OutsideCodes;
}

/** What is set in the environment cannot be used; the message is for whoever starts the server. */
export class BadHl7 extends Error {
  override readonly name = 'BadHl7';
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `HL7_LISTEN` (`[host:]port`, this machine alone unless a host is named), `HL7_SEND` (`[mllps://]host:port`), `HL7_PEERS` (addresses by commas),
 * `HL7_TLS=off` (in the clear though the server has a certificate: behind a tunnel), `HL7_CA`. Null when neither of the first two is set. @throws {BadHl7}
 */
export function hl7From(env: Env, tls: TlsFiles | null): Hl7Settings | null {
  const [listen, send] = [env['HL7_LISTEN'] ?? '', env['HL7_SEND'] ?? ''];
  if (listen === '' && send === '') return null;
  const clientCa = env['HL7_CA'] ?? '';
  const spoken = env['HL7_TLS'] === 'off' ? null : tls;
  if (clientCa !== '' && !spoken) throw new BadHl7('HL7_CA asks for certificates, which needs TLS_CERT and TLS_KEY.');
  const target = /^(mllps?:\/\/)?(.+)$/.exec(send);
  return {
    listen: listen === '' ? null : addressIn('HL7_LISTEN', listen, '127.0.0.1'),
    send:
      send === '' ? null : { ...addressIn('HL7_SEND', target?.[2] ?? '', null), isSecure: target?.[1] === 'mllps://' },
    peers: (env['HL7_PEERS'] ?? '')
      .split(',')
      .map((peer) => peer.trim())
      .filter(Boolean),
    tls: spoken,
    clientCa: clientCa === '' ? null : clientCa,
    codes: NO_CODES
  };
}

/** `2575`, `10.0.0.7:2575`, `[::1]:2575`. @param otherwise the host when none is named; null: one must be */
function addressIn(
  name: string,
  text: string,
  otherwise: string | null
): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})$/.exec(text.trim());
  const host = match?.[1]?.replace(/[[\]]/g, '') ?? otherwise;
  const port = Number(match?.[2] ?? NaN);
  if (host === null || !(port <= 65_535))
    throw new BadHl7(`${name} is “${text}”; it is ${otherwise === null ? 'host:port' : 'a port, or host:port'}.`);
  return { host, port };
}
