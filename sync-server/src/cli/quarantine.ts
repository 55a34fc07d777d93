import { parseArgs } from 'node:util';
import type { Clinic } from '../clinic/clinic.ts';

export const QUARANTINE_USAGE =
  'quarantine [list | show N | discard N | reapply N]   what was refused for good, and is kept for a person to look at';

export async function quarantine(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const [verb = 'list', number = ''] = positionals;
  const needsNumber = verb !== 'list';
  if (!['list', 'show', 'discard', 'reapply'].includes(verb) || (needsNumber && !/^\d{1,9}$/.test(number))) {
    console.error(`Usage: ${QUARANTINE_USAGE}`);
    return 1;
  }
  const clinic = await open();
  try {
    await done(clinic, verb, Number(number));
    return 0;
  } finally {
    await clinic.close();
  }
}

async function done(clinic: Clinic, verb: string, id: number): Promise<void> {
  switch (verb) {
    case 'show':
      console.log(
        JSON.stringify(
          await clinic.showRefused(id),
          (_, value: unknown) => (value instanceof Uint8Array ? '…' : value),
          2
        )
      );
      break;
    case 'discard':
      await clinic.discardRefused(id);
      console.log(`${id} was discarded.`);
      break;
    case 'reapply':
      console.log(`${await clinic.reapplyRefused(id)} facts of ${id} were written.`);
      break;
    default: {
      const lines = await clinic.listRefused();
      for (const { id, at, device, doc, code, bytes } of lines)
        console.log(
          `${String(id).padStart(6)}  ${new Date(at).toISOString()}  device ${device}  ${code.padEnd(9)}  ${bytes} bytes for ${doc}`
        );
      if (lines.length === 0) console.log('Nothing was refused for good.');
    }
  }
}
