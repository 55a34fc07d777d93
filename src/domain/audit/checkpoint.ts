import type { DeviceNo } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { AuditCheckpoint } from './audit-facts.ts';
import { bytesOfHex, hexOf } from './chain.ts';
import type { Sha256 } from './sha256.ts';

/** A checkpoint with its hashes as hexadecimal text: what is compared and exported. */
export interface Checkpoint {
  readonly epoch: string;
  readonly n: number;
  readonly at: Instant;
  readonly upTo: number;
  readonly journal: string;
  readonly root: string;
  readonly prev: string;
  readonly keyId: string;
  readonly signature: string;
}

export const NO_CHECKPOINT = '0'.repeat(64);

/** What one device has written, in the order it was accepted: how many entries, and one hash over all of theirs. */
export interface DeviceHead {
  readonly count: number;
  readonly hash: string;
}

/** [Note: why a running hash] A device has a chain a session, and in six years a clinic has a million sessions. Over a device's entries in
 *  the journal's order one hash says the same, and a checkpoint costs as much as there are devices. */
export function withEntry(head: DeviceHead | undefined, entryHash: string, sha256: Sha256): DeviceHead {
  return { count: (head?.count ?? 0) + 1, hash: sha256((head?.hash ?? '') + entryHash) };
}

/** The Merkle root over all devices' heads in the order of their numbers (RFC 6962's tree: leaves and nodes hash apart). */
export function rootOf(heads: ReadonlyMap<DeviceNo, DeviceHead>, sha256: Sha256): string {
  const devices = [...heads].sort(([a], [b]) => a - b);
  return merkle(
    devices.map(([dev, { count, hash }]) => sha256(`leaf ${dev} ${count} ${hash}`)),
    sha256
  );
}

function merkle(leaves: readonly string[], sha256: Sha256): string {
  const [only] = leaves;
  if (leaves.length <= 1) return only ?? sha256('no device');
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(`node ${merkle(leaves.slice(0, half), sha256)} ${merkle(leaves.slice(half), sha256)}`);
}

/** What the server signs. */
export function checkpointText(checkpoint: Omit<Checkpoint, 'signature'>): string {
  const { epoch, n, at, upTo, journal, root, prev, keyId } = checkpoint;
  return `anteroom checkpoint 1\n${JSON.stringify([epoch, n, at, upTo, journal, root, prev, keyId])}`;
}

/** What the next checkpoint names as the one before. */
export function checkpointHash(checkpoint: Checkpoint, sha256: Sha256): string {
  return sha256(`${checkpointText(checkpoint)}\n${checkpoint.signature}`);
}

export function checkpointOf(fact: AuditCheckpoint): Checkpoint {
  const { epoch, n, at, upTo, journal, root, prev, keyId, signature } = fact;
  const hashes = { journal: hexOf(journal), root: hexOf(root), prev: hexOf(prev), signature: hexOf(signature) };
  return { epoch, n, at, upTo, keyId, ...hashes };
}

export function factOfCheckpoint(checkpoint: Checkpoint): AuditCheckpoint {
  const { epoch, n, at, upTo, journal, root, prev, keyId, signature } = checkpoint;
  return {
    epoch,
    n,
    at,
    upTo,
    journal: bytesOfHex(journal),
    root: bytesOfHex(root),
    prev: bytesOfHex(prev),
    keyId,
    signature: bytesOfHex(signature)
  };
}
