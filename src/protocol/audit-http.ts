import type { Checkpoint } from '../domain/audit/checkpoint.ts';

/** `GET /api/audit/checkpoints?after=<n>`, any device: the server's checkpoints after number `n` (-1 for all), at most 500 at once. */
export interface CheckpointsAnswer {
  readonly epoch: string;
  /** The server's public point, hexadecimal: the one that devices pin when they are enrolled. */
  readonly publicKey: string;
  readonly checkpoints: readonly Checkpoint[];
  /** There are more already. */
  readonly more: boolean;
}
