import { newRecoveryKit, type RecoveryKit } from '#protocol/recovery-kit.ts';

/** A recovery kit on its way to paper. In memory alone: what was not printed or written down is gone with the page. */
export interface NewKit extends RecoveryKit {
  /** Two of its words, counted from 1, that show it is on paper before it counts. */
  readonly asked: readonly [number, number];
}

/** Made here, so that nobody but whoever is at this screen sees its words [KIT-1]. */
export async function makeKit(): Promise<NewKit> {
  const kit = await newRecoveryKit();
  const [one = 0, other = 0] = crypto.getRandomValues(new Uint8Array(2));
  // One of each half: who has half a sheet has no kit.
  const half = kit.words.length / 2;
  return { ...kit, asked: [1 + (one % half), 1 + half + (other % half)] };
}
