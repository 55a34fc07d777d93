import { afterEach, expect, test } from 'vitest';
import type { DeviceSeal } from '#domain/forms/signature.ts';
import { certificateText, newDeviceKeys, publicKeysOf, signed, type Certificate } from '#protocol/device-keys.ts';
import type { DeviceIdentity } from '#protocol/http.ts';
import { closeStores, testStore } from '#tests/fixtures/test-store.ts';
import { deviceSigning } from './device-signing.ts';
import { publicKeysHere } from './identity.ts';

afterEach(closeStores);

/** A clinic's server, which says whose a key is. */
async function server() {
  const { sig } = await newDeviceKeys();
  const { sig: serverKey } = await publicKeysOf({ sig, dh: sig });
  return {
    vouchFor: async (certificate: Certificate): Promise<DeviceIdentity> => ({
      certificate,
      signature: await signed(certificateText(certificate), sig.privateKey),
      serverKey
    })
  };
}
type Server = Awaited<ReturnType<typeof server>>;

/** A device with keys of its own on its own disk, enrolled at a server. */
async function device(at: Server | null, deviceNo = 7) {
  const { database } = await testStore();
  const keys = await publicKeysHere(database);
  const certificate = { ...CERTIFICATE, deviceNo, keys };
  const identity = at ? await at.vouchFor(certificate) : undefined;
  return deviceSigning(database, identity ? { identity } : {});
}
const CERTIFICATE = { label: 'K1', role: 'kiosk', site: 'main', issuedAt: 1 } as unknown as Certificate; // its keys are the device's own

const TEXT = 'what was on the screen';
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte));

test('[FORM-7] another device of the clinic knows whose word it is, with no network', async () => {
  const clinic = await server();
  const [kiosk, desk] = [await device(clinic, 7), await device(clinic, 8)];
  const seal = await kiosk.seal(TEXT);
  expect(await desk.check(TEXT, seal)).toBe('good');
  expect(await kiosk.check(TEXT, seal)).toBe('good');
  // One key, whoever asks for it first and however often.
  expect((await kiosk.seal('more')).key).toEqual(seal.key);
});

test.each<[string, string, (seal: DeviceSeal) => DeviceSeal]>([
  ['another text', `${TEXT}.`, (seal) => seal],
  ['a changed signature', TEXT, (seal) => ({ ...seal, signature: flipped(seal.signature) })],
  ['a signature cut short', TEXT, (seal) => ({ ...seal, signature: seal.signature.slice(1) })],
  ['a key that is none', TEXT, (seal) => ({ ...seal, key: new Uint8Array(65) })]
])('[FORM-7] %s is broken', async (_, text, change) => {
  const clinic = await server();
  const seal = await (await device(clinic)).seal(TEXT);
  expect(await (await device(clinic, 8)).check(text, change(seal))).toBe('broken');
});

test('[FORM-7] a good signature that nobody vouches for is unknown: no certificate, another clinic’s, one that is no JSON, or another device’s', async () => {
  const [clinic, elsewhere] = [await server(), await server()];
  const desk = await device(clinic, 8);
  const strange = await (await device(elsewhere)).seal(TEXT);
  const bare = await (await device(null)).seal(TEXT);
  const ours = await (await device(clinic, 9)).seal(TEXT);
  const of = async (seal: DeviceSeal) => await desk.check(TEXT, seal);
  const { certificate: _, ...without } = ours;
  expect([
    await of(bare),
    await of(strange),
    await of(without),
    await of({ ...ours, certificate: new TextEncoder().encode('{') }),
    await of({ ...ours, certificate: new TextEncoder().encode('null') }),
    await of({ ...bare, certificate: ours.certificate! }),
    await of({ ...ours, certificate: flipped(ours.certificate!) })
  ]).toEqual(Array(7).fill('unknown'));
  // A device that no server knows vouches for nobody.
  expect(await (await device(null)).check(TEXT, ours)).toBe('unknown');
});
