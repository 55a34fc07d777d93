import { getContext, setContext } from 'svelte';
import type { KioskLanguage } from '#domain/intake/intake-facts.ts';
import type { KioskDevices } from './kiosk-devices.ts';

/** What a patient sets to be at ease with this screen; it ends with the patient. */
export interface KioskComfort {
  /** This device has a voice of its own in the patient's language. */
  readonly hasVoice: boolean;
  /** Questions are read aloud as they come [KIO-22]. */
  readonly isSpoken: boolean;
  /** Where the keys stand that stand beside a question [KIO-23]. */
  readonly hand: 'left' | 'right';
  toggleVoice(): void;
  toggleHand(): void;
  /** The next patient begins with none of it. */
  forget(): void;
  /**
   * Says a page, and falls silent in the middle of the one before it; nothing while reading aloud is off.
   * @param language of the text, where it is another than the patient's
   */
  read(text: string, language?: KioskLanguage): void;
  /** Falls silent for this page; the next one is read again. */
  hush(): void;
}

const CONTEXT = Symbol('kiosk comfort');

/** Makes the comfort of one patient's session and gives it to the pages below. */
export function provideComfort(voice: KioskDevices['voice'], language: () => KioskLanguage | null): KioskComfort {
  let isSpoken = $state(false);
  let hand = $state<'left' | 'right'>('right');
  const tongue = $derived(language());
  const hasVoice = $derived(tongue !== null && voice.has(tongue));
  return setContext<KioskComfort>(CONTEXT, {
    get hasVoice() {
      return hasVoice;
    },
    get isSpoken() {
      return isSpoken && hasVoice;
    },
    get hand() {
      return hand;
    },
    toggleVoice: () => {
      isSpoken = !isSpoken;
      if (!isSpoken) voice.hush();
    },
    toggleHand: () => void (hand = hand === 'left' ? 'right' : 'left'),
    forget: () => {
      isSpoken = false;
      hand = 'right';
      voice.hush();
    },
    read: (text, language) => {
      if (!isSpoken || tongue === null) return;
      voice.hush();
      voice.speak(text, language !== undefined && voice.has(language) ? language : tongue);
    },
    hush: () => voice.hush()
  });
}

export const useComfort = (): KioskComfort => getContext<KioskComfort>(CONTEXT);
