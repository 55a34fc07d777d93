import { describe, expect, test } from 'vitest';
import {
  kioskLanguageOf,
  type CardPicture,
  type Envelope,
  type FormsTold,
  type Submission
} from '#domain/intake/intake-facts.ts';
import {
  ENVELOPE_BYTES,
  arrivalsPrivateKey,
  decoyEnvelope,
  envelopeIdOf,
  envelopeKeyOf,
  newArrivalsKeyPair,
  openEnvelope,
  openSubmission,
  sealEnvelope,
  sealSubmission,
  slipCode,
  slipSecret
} from './envelope.ts';

const CARD: CardPicture = { side: 'front', blob: 'ab'.repeat(32), key: new Uint8Array(32).fill(7), size: 90_000 };
const BAD_CARDS: [string, CardPicture[]][] = [
  ['three cards', [CARD, CARD, CARD]],
  ['a side no card has', [{ ...CARD, side: 'edge' as 'back' }]],
  ['an address of something else', [{ ...CARD, blob: '../../x' }]],
  ['a key too short', [{ ...CARD, key: new Uint8Array(31) }]],
  ['a size of no number', [{ ...CARD, size: 1.5 }]]
];
const submission: Submission = {
  submission: 's000000000000001',
  ticket: 'K2-014',
  at: 1_795_000_000_000,
  language: 'es',
  family: 'Nuñez-Ördög',
  given: 'Zoë',
  birthDate: '1980-02-29',
  phoneLast4: '0142',
  reason: 'seguimiento',
  handoff: 'needs-interpreter',
  changes: { phone: '207-555-0142' }
};
const envelope: Envelope = {
  envelope: 'e000000000000001',
  initial: 'Z',
  time: '10:20',
  practitioner: 'Dr Kim',
  window: { from: 560, until: null },
  language: 'vi',
  forms: ['intake', 'consent']
};

const clinic = await newArrivalsKeyPair();
const privateKey = await arrivalsPrivateKey(clinic.privateKey);

const FORMS: FormsTold = {
  ...{ blob: 'cd'.repeat(32), key: new Uint8Array(32).fill(7), size: 4_000 },
  asked: [{ form: 'phq-2', version: '1', outcome: 'filled' }]
};
const told = (more: object): FormsTold => ({ ...FORMS, ...more });

describe('submissions', () => {
  test('[PRO-20] what a kiosk seals, a desk opens', async () => {
    const sealed = await sealSubmission(submission, clinic.publicKey);
    expect(await openSubmission(sealed, privateKey)).toEqual(submission);
  });

  test('[PRO-20] nothing typed can be read from the sealed bytes, and their length tells half kilobytes only', async () => {
    const short = await sealSubmission({ ...submission, reason: 'a' }, clinic.publicKey);
    const long = await sealSubmission({ ...submission, reason: 'a'.repeat(150) }, clinic.publicKey);
    expect(short.length).toBe(long.length);
    expect(new TextDecoder('latin1').decode(long)).not.toMatch(/K2-014|1980|aaaa/);
  });

  test('[KIO-25] the keys of its pictures are bytes again', async () => {
    const sealed = await sealSubmission({ ...submission, insurance: 'changed', cards: [CARD] }, clinic.publicKey);
    expect((await openSubmission(sealed, privateKey))?.cards).toEqual([CARD]);
  });

  test('[FORM-21] where its forms lie, and what opens them, is there again', async () => {
    const sealed = await sealSubmission({ ...submission, forms: FORMS }, clinic.publicKey);
    expect((await openSubmission(sealed, privateKey))?.forms).toEqual(FORMS);
  });

  test('the same submission twice gives different bytes', async () => {
    const once = await sealSubmission(submission, clinic.publicKey);
    expect(await sealSubmission(submission, clinic.publicKey)).not.toEqual(once);
  });

  test('[PRO-20] bytes that are no sealed submission are null, never a throw', async () => {
    const good = await sealSubmission(submission, clinic.publicKey);
    const other = await newArrivalsKeyPair();
    const bad: Record<string, Uint8Array> = {
      empty: new Uint8Array(0),
      'one byte': Uint8Array.of(1),
      'another version': changed(good, 0, 2),
      'a point off the curve': changed(good, 20, good[20]! ^ 1),
      'a changed ciphertext': changed(good, 100, good[100]! ^ 1),
      'a changed tag': changed(good, good.length - 1, good[good.length - 1]! ^ 1),
      'cut short': good.slice(0, -1),
      'cut to its header': good.slice(0, 66),
      'a byte too many': Uint8Array.of(...good, 0),
      'zeros of the right length': new Uint8Array(good.length),
      'for another clinic': await sealSubmission(submission, other.publicKey),
      'a megabyte': new Uint8Array(1 << 20).fill(1),
      'not a submission inside': await sealSubmission({ what: 'else' } as unknown as Submission, clinic.publicKey),
      'a wrong type inside': await sealSubmission({ ...submission, family: 7 as unknown as string }, clinic.publicKey),
      ...(Object.fromEntries(
        await Promise.all(
          BAD_CARDS.map(async ([what, cards]) => [
            what,
            await sealSubmission({ ...submission, cards }, clinic.publicKey)
          ])
        )
      ) as Record<string, Uint8Array>),
      'a card of a name that names no document': await sealSubmission(
        { ...submission, submission: '../x' as never, cards: [CARD] },
        clinic.publicKey
      ),
      'another word of the insurance': await sealSubmission(
        { ...submission, insurance: 'x' as 'same' },
        clinic.publicKey
      ),
      'forms that are a text': await sealSubmission({ ...submission, forms: told({ asked: 'x' }) }, clinic.publicKey),
      'a form of no name': await sealSubmission(
        { ...submission, forms: told({ asked: [{ form: '../x', version: '1', outcome: 'desk' }] }) },
        clinic.publicKey
      ),
      'forms that came to nothing': await sealSubmission(
        { ...submission, forms: told({ asked: [] }) },
        clinic.publicKey
      ),
      'forms without a content': await sealSubmission({ ...submission, forms: told({ blob: 'x' }) }, clinic.publicKey),
      'no language': await sealSubmission({ ...submission, language: 7 as unknown as 'en' }, clinic.publicKey)
    };
    for (const [name, bytes] of Object.entries(bad)) expect(await openSubmission(bytes, privateKey), name).toBeNull();
  });

  test('[PRO-20] what a newer kiosk was told in a language this build does not know is read all the same', async () => {
    const sealed = await sealSubmission({ ...submission, language: 'xx' as 'en' }, clinic.publicKey);
    expect(await openSubmission(sealed, privateKey)).toEqual({ ...submission, language: 'en' });
  });

  test('a key that is no point of the curve is a bug of the caller', async () => {
    await expect(sealSubmission(submission, new Uint8Array(65))).rejects.toThrow();
    await expect(sealSubmission({ ...submission, reason: 'x'.repeat(20_000) }, clinic.publicKey)).rejects.toThrow();
  });
});

describe('slips', () => {
  const secret = Uint8Array.from({ length: 16 }, (_, i) => 250 - i * 7);

  test('[PRO-21] a code holds the secret and nothing else', () => {
    expect(slipCode(secret)).toMatch(/^anteroom:1:[A-Za-z0-9_-]{22}$/);
    expect(slipSecret(slipCode(secret))).toEqual(secret);
  });

  test('[PRO-21] id and key follow from the secret, and are not each other', async () => {
    expect(await envelopeIdOf(secret)).toBe(await envelopeIdOf(secret.slice()));
    expect(await envelopeIdOf(secret)).toMatch(/^[0-9a-z]{16}$/);
    expect(await envelopeKeyOf(secret)).toHaveLength(32);
    expect(await envelopeIdOf(new Uint8Array(16))).not.toBe(await envelopeIdOf(secret));
  });

  test.each([
    '',
    'anteroom:1:',
    'anteroom:2:AAAAAAAAAAAAAAAAAAAAAA',
    'ANTEROOM:1:AAAAAAAAAAAAAAAAAAAAAA',
    'anteroom:1:AAAAAAAAAAAAAAAAAAAAA',
    'anteroom:1:AAAAAAAAAAAAAAAAAAAAAAA',
    'anteroom:1:AAAAAAAAAAAAAAAAAAAAAB', // bits that no 16 bytes have
    'anteroom:1:AAAAAAAAAAAAAAAAAAAA==',
    'anteroom:1:AAAAAAAAAAAAAAAAAAA+/A',
    ' anteroom:1:AAAAAAAAAAAAAAAAAAAAAA',
    'anteroom:1:AAAAAAAAAAAAAAAAAAAAAA\n',
    'https://example.invalid/anteroom:1:AAAAAAAAAAAAAAAAAAAAAA',
    'x'.repeat(10_000)
  ])('[PRO-21] %j is no code of ours', (text) => {
    expect(slipSecret(text)).toBeNull();
  });
});

describe('envelopes', () => {
  const secret = new Uint8Array(16).fill(7);

  test('[PRO-22] a slip opens its envelope, and all envelopes have one length', async () => {
    const key = await envelopeKeyOf(secret);
    const sealed = await sealEnvelope(envelope, key);
    expect(sealed).toHaveLength(ENVELOPE_BYTES);
    expect(decoyEnvelope().sealed).toHaveLength(ENVELOPE_BYTES);
    expect(await openEnvelope(sealed, key)).toEqual(envelope);
  });

  test('[PRO-22] what an older server sealed is read, without language and forms; what is neither counts as none', async () => {
    const key = await envelopeKeyOf(secret);
    const { language: _, forms: _none, ...older } = envelope;
    const sealed = await sealEnvelope(older, key);
    expect(sealed).toHaveLength(ENVELOPE_BYTES);
    expect(await openEnvelope(sealed, key)).toEqual({ ...older, language: null, forms: [] });
    const odd = { ...older, language: 'xx', forms: ['intake', 7, null] } as unknown as Envelope;
    expect(await openEnvelope(await sealEnvelope(odd, key), key)).toEqual({
      ...older,
      language: null,
      forms: ['intake']
    });
  });

  test.each([
    ['es-MX', 'es'],
    ['zh_Hans', 'zh'],
    ['VI', 'vi'],
    ['en-US', 'en'],
    ['fr', null],
    ['', null],
    [undefined, null]
  ] as const)('[AGT-5] a record that says %s: %s', (tag, language) => {
    expect(kioskLanguageOf(tag)).toBe(language);
  });

  test('[PRO-22] anything else is null', async () => {
    const key = await envelopeKeyOf(secret);
    const good = await sealEnvelope(envelope, key);
    const bad: Record<string, [Uint8Array, Uint8Array]> = {
      empty: [new Uint8Array(0), key],
      'another slip': [good, await envelopeKeyOf(new Uint8Array(16))],
      'a short key': [good, key.slice(1)],
      'cut short': [good.slice(0, -1), key],
      'a byte too many': [Uint8Array.of(...good, 0), key],
      'another version': [changed(good, 0, 9), key],
      'a changed byte': [changed(good, 500, good[500]! ^ 1), key],
      'a decoy': [decoyEnvelope().sealed, key],
      'not an envelope inside': [await sealEnvelope({ envelope: 1 } as unknown as Envelope, key), key]
    };
    for (const [name, [bytes, k]] of Object.entries(bad)) expect(await openEnvelope(bytes, k), name).toBeNull();
  });

  test('an envelope that does not fit is a bug of the caller', async () => {
    const key = await envelopeKeyOf(secret);
    await expect(sealEnvelope({ ...envelope, practitioner: 'x'.repeat(1000) }, key)).rejects.toThrow();
    await expect(sealEnvelope(envelope, key.slice(1))).rejects.toThrow();
  });
});

function changed(bytes: Uint8Array, at: number, to: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = to;
  return copy;
}
