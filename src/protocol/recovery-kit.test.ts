import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openBox, sealBox } from './box.ts';
import { KIT_WORDS } from './kit-word-list.ts';
import { keyOfWords, wordsIn, wordsOfKey } from './kit-words.ts';
import { bytesOfHex } from './hex.ts';
import { kitName, newRecoveryKit, openKit } from './recovery-kit.ts';

test('[KIT-1] the list is the one that is published, whole and in order', () => {
  const file = `${KIT_WORDS.join('\n')}\n`;
  const published = '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda';
  expect(createHash('sha256').update(file).digest('hex')).toBe(published);
  expect(new Set(KIT_WORDS.map((word) => word.slice(0, 4))).size).toBe(2048);
});

test('[KIT-1] words are those that BIP-39 gives the same bytes', () => {
  const check = (bytes: Uint8Array): number => createHash('sha256').update(bytes).digest()[0]!;
  const zeros = new Uint8Array(32);
  expect(wordsOfKey(zeros, check(zeros))).toEqual([...Array<string>(23).fill('abandon'), 'art']);
  const ones = new Uint8Array(32).fill(255);
  expect(wordsOfKey(ones, check(ones))).toEqual([...Array<string>(23).fill('zoo'), 'vote']);
});

test('[KIT-1] whoever types the words opens what was sealed to the public half', async () => {
  const { words, publicKey, name } = await newRecoveryKit();
  expect(words).toHaveLength(24);
  expect(name).toBe(await kitName(bytesOfHex(publicKey)));
  const box = await sealBox(Uint8Array.of(1, 2, 3), bytesOfHex(publicKey), 'test');
  const asTyped = words.map((word, i) => `${i + 1}. ${word.toUpperCase()}${i % 4 === 3 ? '\n ' : ','}`).join(' ');
  const opened = await openKit(`\t ${asTyped}\u00a0`, publicKey);
  if (!opened.ok) throw new Error(opened.error.say);
  expect(await openBox(box, opened.value, 'test')).toEqual(Uint8Array.of(1, 2, 3));
  expect(await openBox(box, opened.value, 'another label')).toBeNull();
});

test('[KIT-2] what is wrong is told by the word’s number, and no other kit fits', async () => {
  const kit = await newRecoveryKit();
  const changed = (at: number, word: string): string => kit.words.with(at, word).join(' ');
  const code = async (typed: string) => {
    const read = await openKit(typed, kit.publicKey);
    return read.ok ? 'open' : read.error.code;
  };
  for (const [typed, say] of [
    [changed(6, 'abandn'), 'Word 7 is not one of the list. Is it “abandon”?'],
    [changed(23, 'zooo'), 'Word 24 is not one of the list. Is it “zoo”?'],
    [changed(0, 'qqqqq'), 'Word 1 is not one of the list. Look at the sheet again.'],
    [kit.words.slice(1).join(' '), 'A kit has 24 words; these are 23.'],
    [`${kit.words.join(' ')} zoo`, 'A kit has 24 words; these are 25.'],
    ['', 'A kit has 24 words; these are 0.']
  ] as const)
    expect(await openKit(typed, kit.publicKey)).toMatchObject({ ok: false, error: { say } });
  expect(await code((await newRecoveryKit()).words.join(' '))).toBe('kit/other');
  for (const typed of ['\0'.repeat(5_000), '🙂 '.repeat(24), '1 2 3', '<script>', 'a'.repeat(100_000)])
    expect((await code(typed)).startsWith('kit/')).toBe(true);
  // Swapped neighbours pass the sum once in 256, and are another key then.
  expect(await code([...kit.words].reverse().join(' '))).toMatch(/^kit\/(sum|other)$/);
});

test('[KIT-2] numbers, commas, line breaks and capitals are no part of a word', () => {
  expect(wordsIn(' 1. Abandon, 2) ABILITY;\n\n3:able 4 about ')).toEqual(['abandon', 'ability', 'able', 'about']);
  expect(keyOfWords('aband0n')).toEqual({ ok: false, error: { code: 'kit/word', at: 1, near: 'abandon' } });
});
