import type { Clinic } from '../clinic/clinic.ts';

export const VERIFY_USAGE = 'verify                     follows the hash chain over every row of the journal';

/** Exit code 0 when every row continues the chain, 2 when one does not. */
export async function verify(_: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const clinic = await open();
  try {
    const { rows, head, firstBad } = await clinic.verify();
    console.log(
      firstBad === null ? `${rows} rows, all in order.` : `Row ${firstBad} of ${head} does not continue the chain.`
    );
    return firstBad === null ? 0 : 2;
  } finally {
    await clinic.close();
  }
}
