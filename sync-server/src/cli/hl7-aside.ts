import type { Clinic } from '../clinic/clinic.ts';
import type { AckCode } from '../hl7/mllp-client.ts';
import type { SetAside } from '../hl7/set-aside.ts';

export const HL7_ASIDE_USAGE = `hl7 [list | resend all | resend ID | discard ID]
                             our scheduling messages that their receiver would not take, and why`;

const WORDS: Readonly<Record<AckCode, string>> = {
  AA: 'taken',
  CA: 'taken',
  AE: 'an error there',
  CE: 'an error there',
  AR: 'rejected',
  CR: 'rejected'
};

/** `anteroom hl7 …` [MLLP-5]. Exit codes: 0 done, 1 it could not be done. */
export async function hl7Aside(args: readonly string[], open: () => Promise<Clinic>): Promise<number> {
  const [verb = 'list', control = '', ...more] = args;
  const isAsked = verb === 'list' ? control === '' : ['resend', 'discard'].includes(verb) && control !== '';
  if (!isAsked || more.length > 0 || (verb === 'discard' && control === 'all')) {
    console.error(`Usage: ${HL7_ASIDE_USAGE}`);
    return 1;
  }
  const clinic = await open();
  try {
    if (verb === 'list') await list(clinic);
    else if (verb === 'resend') await resend(clinic, control);
    else await discard(clinic, control);
    return 0;
  } finally {
    await clinic.close();
  }
}

async function list(clinic: Clinic): Promise<void> {
  const all = await clinic.listSetAside();
  for (const one of all) console.log(lineOf(one));
  if (all.length === 0) console.log('Every message was taken, or is still being sent.');
}

/** No name of a patient: which appointment it is, the receiver finds by the message’s id, and we by the day. */
function lineOf({ control, at, doc, code, say, tries, again }: SetAside): string {
  const why = `${code}, ${WORDS[code]}${tries > 1 ? ` ${tries} times` : ''}${say ? `: ${say}` : ''}`;
  return `${control}  ${new Date(at).toISOString()}  ${doc.replace('day/', '').replace('/', ' ')}  ${again ? 'to be sent again' : why}`;
}

async function resend(clinic: Clinic, control: string): Promise<void> {
  const count = await clinic.resendSetAside(control === 'all' ? null : control);
  if (count > 0) await note(clinic, `${count} HL7 messages: sent again`);
  console.log(
    count > 0 ? `${count} will be sent again as the appointments are now.` : 'There is nothing to send again.'
  );
}

async function discard(clinic: Clinic, control: string): Promise<void> {
  await clinic.discardSetAside(control);
  await note(clinic, `HL7 message ${control}: discarded`);
  console.log(`${control} will not be sent.`);
}

async function note(clinic: Clinic, reason: string): Promise<void> {
  await clinic.noteAct({ action: 'quarantine/settled', refs: [], reason });
}
