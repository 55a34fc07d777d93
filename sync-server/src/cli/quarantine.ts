import { parseArgs } from 'node:util';
import { ClinicRefusal, type Clinic } from '../clinic/clinic.ts';
import { factsIn } from '../clinic/refused.ts';
import { openRescued } from '../people/rescued.ts';
import { askSecret } from './ask-secret.ts';

export const QUARANTINE_USAGE = `quarantine [list | show N | open N | discard N | reapply N] [--key-file FILE]
                             what was refused for good, and is kept for a person to look at; what a removed device
                             had not sent is sealed: open and reapply ask for the words of the recovery kit`;

const VERBS = ['list', 'show', 'open', 'discard', 'reapply'];

export async function quarantine(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'key-file': { type: 'string' } }
  });
  const [verb = 'list', number = ''] = positionals;
  const needsNumber = verb !== 'list';
  if (!VERBS.includes(verb) || (needsNumber && !/^\d{1,9}$/.test(number))) {
    console.error(`Usage: ${QUARANTINE_USAGE}`);
    return 1;
  }
  const clinic = await open();
  try {
    await done(clinic, verb, Number(number), values['key-file']);
    return 0;
  } finally {
    await clinic.close();
  }
}

async function done(clinic: Clinic, verb: string, id: number, keyFile: string | undefined): Promise<void> {
  switch (verb) {
    case 'show': {
      const shown = await clinic.showRefused(id);
      await clinic.noteAct({ action: 'quarantine/opened', refs: [], reason: `number ${id}` });
      print(shown);
      if (shown.isSealed) console.log(`It is sealed to the recovery kit: quarantine open ${id}`);
      break;
    }
    case 'open': {
      const facts = factsIn(await opened(clinic, id, keyFile));
      await clinic.noteAct({ action: 'quarantine/opened', refs: [], reason: `number ${id}` });
      print({ id, facts });
      break;
    }
    case 'discard':
      await clinic.discardRefused(id);
      await clinic.noteAct({ action: 'quarantine/settled', refs: [], reason: `number ${id}: discarded` });
      console.log(`${id} was discarded.`);
      break;
    case 'reapply': {
      const { isSealed } = await clinic.showRefused(id);
      const written = isSealed
        ? await clinic.reapplyOpened({ id, update: await opened(clinic, id, keyFile) })
        : await clinic.reapplyRefused(id);
      await clinic.noteAct({ action: 'quarantine/settled', refs: [], reason: `number ${id}: written` });
      console.log(`${written} facts of ${id} were written.`);
      break;
    }
    default:
      await list(clinic);
  }
}

/** What the kit opens. Its words are used here, and are not given to the server. @throws {ClinicRefusal} */
async function opened(clinic: Clinic, id: number, keyFile: string | undefined): Promise<Uint8Array> {
  const box = await clinic.sealedRefused(id);
  const update = await openRescued(box, await askSecret(keyFile));
  if (!update)
    throw new ClinicRefusal('quarantine/other-kit', `${id} was sealed to another kit: look for the one of that time.`);
  return update;
}

async function list(clinic: Clinic): Promise<void> {
  const lines = await clinic.listRefused();
  for (const { id, at, device, doc, code, bytes } of lines)
    console.log(
      `${String(id).padStart(6)}  ${new Date(at).toISOString()}  device ${device}  ${code.padEnd(9)}  ${bytes} bytes for ${doc}`
    );
  if (lines.length === 0) console.log('Nothing was refused for good.');
}

function print(what: object): void {
  console.log(JSON.stringify(what, (_, value: unknown) => (value instanceof Uint8Array ? '…' : value), 2));
}
