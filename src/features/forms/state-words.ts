import type { WhyGiven } from '#domain/forms/packet-rules.ts';
import type { responseState } from '#domain/forms/packets.ts';
import type { PacketChannel } from '#domain/forms/packet-facts.ts';
import type { IdentityEvidence, Relationship, SigningMethod, Verdict } from '#domain/forms/signature.ts';
import type { StatusHue } from '#ui/Status.svelte';

type State = ReturnType<typeof responseState>;

/** What each state of a form is called at the desk, and its hue. */
export const STATE_WORDS: Readonly<Record<State, { readonly word: string; readonly hue: StatusHue }>> = {
  'not-sent': { word: 'Not given yet', hue: 'expected' },
  sent: { word: 'Given', hue: 'expected' },
  opened: { word: 'Opened', hue: 'waiting' },
  'in-progress': { word: 'Begun', hue: 'waiting' },
  submitted: { word: 'To review', hue: 'active' },
  reviewed: { word: 'Reviewed', hue: 'done' },
  harvested: { word: 'Reviewed, record changed', hue: 'done' },
  archived: { word: 'Done', hue: 'done' },
  declined: { word: 'Not signed', hue: 'trouble' },
  withdrawn: { word: 'Withdrawn', hue: 'expected' },
  expired: { word: 'Expired', hue: 'trouble' },
  superseded: { word: 'Done again since', hue: 'expected' }
};

export const WHY_WORDS: Readonly<Record<WhyGiven, string>> = {
  never: 'never done',
  expired: 'too old',
  revised: 'the text has changed'
};

export const CHANNEL_WORDS: Readonly<Record<PacketChannel, string>> = {
  tablet: 'on a screen',
  desk: 'at the desk',
  paper: 'on paper',
  kiosk: 'at the kiosk'
};

export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly word: string; readonly hue: StatusHue }>> = {
  good: { word: 'Signature holds', hue: 'done' },
  changed: { word: 'Text or answers were changed after signing', hue: 'trouble' },
  'not-this-signature': { word: 'This signature was changed', hue: 'trouble' },
  'unknown-device': { word: 'Signature holds; this desk does not know the device', hue: 'waiting' }
};

/** Who signed, as staff say it. */
export const SIGNED_AS: Readonly<Record<Relationship, string>> = {
  self: 'the patient',
  parent: 'mother or father',
  guardian: 'guardian',
  'power-of-attorney': 'with a power of attorney',
  other: 'for the patient'
};

/** How they signed, as staff say it. */
export const METHOD_WORDS: Readonly<Record<SigningMethod, string>> = {
  drawn: 'drawn by hand',
  typed: 'name typed',
  clicked: 'by pressing Sign',
  witness: 'agreed before a witness',
  'paper-scan': 'in ink, on paper'
};

/** How it was known who signs. */
export const IDENTITY_WORDS: Readonly<Record<IdentityEvidence['how'], string>> = {
  id: 'ID seen that day',
  asked: 'name and birth date asked that day',
  staff: 'known to staff who were there',
  slip: 'held the visit’s slip',
  code: 'had the visit’s code and birth date',
  said: 'by their own word',
  paper: 'name and birth date on the paper'
};
