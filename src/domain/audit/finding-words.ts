import type { AuditFinding } from './verify.ts';

/** One sentence for each thing a check can find, for the command line, the desk and the standalone page alike. */
const WORDS: Readonly<Record<AuditFinding['code'], (row: string) => string>> = {
  changed: (row) => `Entry ${row} was changed after it was written.`,
  'signature-wrong': (row) => `The signature at entry ${row} is not its device’s, or not over what is here.`,
  unsigned: (row) => `From entry ${row} on the device has not signed what is here, though it signs what it writes.`,
  'export-changed': (row) => `${capital(row)} of this file is not as it was written, or what stood before it is gone.`,
  'export-unsealed': (row) =>
    `${capital(row)}: this file was not sealed by the clinic’s server, or ends before its end.`,
  missing: (row) => `Entry ${row} is missing.`,
  moved: (row) => `Entry ${row} is not where it was written.`,
  forked: (row) => `There are two different entries ${row}.`,
  'not-as-witnessed': (row) => `At ${row} the devices had written something else than what is here.`,
  'checkpoint-broken': (row) => `Before ${row} a checkpoint is missing or was changed.`,
  'checkpoint-unsigned': (row) => `${capital(row)} was not signed by this clinic’s server.`,
  'witness-disagrees': (row) => `A device was shown another ${row} than the one here.`
};

export function findingWords({ code, row }: AuditFinding): string {
  return WORDS[code](row);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
