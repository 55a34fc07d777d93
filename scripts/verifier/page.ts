/// <reference lib="dom" />
import { findingWords } from '#domain/audit/finding-words.ts';
import { sha256 } from '#domain/audit/sha256.ts';
import { verifyExport, type ExportReport } from '#domain/audit/verify-export.ts';

/** The script of the standalone page. The check is the server's and the desk's own code; here are the file, the signatures and the words. */

const MOST_SHOWN = 100;
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const keys = new Map<string, Promise<CryptoKey>>();

const part = (id: string): HTMLElement => document.getElementById(id) ?? document.body;

document.getElementById('file')?.addEventListener('change', ({ target }) => {
  const file = (target as HTMLInputElement).files?.[0]; // the one field of the page
  if (file) void check(file);
});

async function check(file: File): Promise<void> {
  part('findings').replaceChildren();
  part('about').replaceChildren();
  part('limits').textContent = '';
  say('Checking…', '');
  try {
    show(await verifyExport(linesOf(file), { sha256, isSigned }));
  } catch {
    say('This file cannot be read.', 'bad');
  }
}

function show(report: ExportReport): void {
  const { findings, head, entries, sessions, checkpoints, witnesses, areSignaturesChecked } = report;
  const [first] = findings;
  if (first) say(`Not as it was written. The first bad row: ${findingWords(first)}`, 'bad');
  else say('Whole: every entry is as it was written, and none is missing.', 'good');
  part('findings').append(...findings.slice(0, MOST_SHOWN).map((finding) => element('li', findingWords(finding))));
  if (findings.length > MOST_SHOWN)
    part('findings').append(element('li', `… and ${findings.length - MOST_SHOWN} more.`));
  const moment = (at: number): string => new Date(at).toLocaleString();
  const rows: [string, string][] = head
    ? [
        ['Reached the server', `${moment(head.from)} to ${moment(head.to)}`],
        ['Exported', `${moment(head.madeAt)} by ${head.madeBy}`],
        ['Server’s key', head.serverKey]
      ]
    : [];
  rows.push(['Entries', `${entries} of ${sessions} sessions`]);
  rows.push(['Checkpoints', `${checkpoints}, and ${witnesses} as a device was shown them`]);
  part('about').append(...rows.flatMap(([name, text]) => [element('dt', name), element('dd', text)]));
  const limits = areSignaturesChecked
    ? ''
    : 'This browser cannot check signatures in a page opened from a file: the chains were checked, the signatures were not. ';
  part('limits').textContent =
    `${limits}Whose key the server’s is, no file can say: compare it with the one in an export you have from before, or from another device.`;
}

/** Line by line, so that a large file is never in memory as a whole. */
async function* linesOf(file: File): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const pieces = (rest + (value ?? '')).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
    if (done) break;
  }
  yield rest;
}

/** Null where the browser gives a page from a file no cryptography. */
async function isSigned(publicKey: string, text: string, signature: string): Promise<boolean | null> {
  // Typed as always there; in a page that is not of a secure origin it is not.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  let key = keys.get(publicKey);
  if (!key) keys.set(publicKey, (key = subtle.importKey('raw', bytesOf(publicKey), ECDSA, false, ['verify'])));
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  return await subtle.verify(how, await key, bytesOf(signature), new TextEncoder().encode(text));
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function say(words: string, look: '' | 'good' | 'bad'): void {
  part('verdict').textContent = words;
  part('verdict').className = look;
}

function element(name: 'li' | 'dt' | 'dd', text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
