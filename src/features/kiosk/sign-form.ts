import { bytesOfStrokes, type Stroke } from '#domain/forms/strokes.ts';
import {
  bytesOfHex,
  hashOf,
  sealedText,
  type FormSignature,
  type IdentityEvidence,
  type Signing
} from '#domain/forms/signature.ts';
import type { FormTold } from '#domain/forms/kiosk-told.ts';
import type { SubmissionId } from '#domain/ids.ts';
import type { Station } from '#station/station.ts';
import { toldWhole, type FormAtKiosk, type FormFilling } from './kiosk-form.ts';
import { formLanguageOf, type KioskSession } from './kiosk-state.ts';

/** How somebody signed at this kiosk. */
export interface SignedHere {
  readonly method: 'drawn' | 'typed';
  readonly strokes: readonly Stroke[];
  readonly intent: boolean;
  readonly electronic: boolean;
  readonly copy: boolean;
}

/**
 * A form signed at this kiosk, by its own key: bound to the text as it was shown, the answers, and the submission it goes with. Whose forms they are is not known
 * here, and is said by the desk that takes the submission [FORM-21]. Null where something is missing. @throws {StorageFault}
 */
export async function signForm(
  station: Pick<Station, 'signing' | 'now' | 'today' | 'device'>,
  { asked, filling, submission }: { asked: FormAtKiosk; filling: FormFilling; submission: SubmissionId },
  { session, here }: { session: Pick<KioskSession, 'language' | 'path' | 'slip'>; here: SignedHere }
): Promise<FormTold | null> {
  const { relationship, signer } = filling;
  const isDrawn = here.method === 'drawn';
  if (!relationship || signer === '' || !here.intent || !here.electronic) return null;
  if (isDrawn && here.strokes.length === 0) return null;
  const told = toldWhole(asked, filling, { language: formLanguageOf(session), today: station.today() });
  const signing: Signing = {
    ...{ signer, relationship, method: here.method, at: station.now(), device: station.device.no },
    ...(isDrawn ? { strokes: bytesOfStrokes(here.strokes) } : {}),
    ...{ intent: true, electronic: true, copy: here.copy ? 'printed' : 'offered' },
    identity: identityAt(session)
  };
  const signed = { ...told, submission };
  const seal = await station.signing.seal(sealedText(signed, signing));
  const signature: FormSignature = { ...signing, hash: bytesOfHex(hashOf(signed)), seal };
  return { ...told, signature };
}

/** What a kiosk has for it that they are who they say: the code they hold, or nothing but their word. */
function identityAt({ path, slip }: Pick<KioskSession, 'path' | 'slip'>): IdentityEvidence {
  return { how: slip ? (path === 'code' ? 'code' : 'slip') : 'said' };
}
