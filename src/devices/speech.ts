/** Voices that speak over the network are passed by: a ticket and a room are nobody's business outside. */
function voiceOf(language: string): SpeechSynthesisVoice | undefined {
  if (typeof speechSynthesis === 'undefined') return undefined;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith(language));
}

/** Whether this device can say something in a language by itself. Browsers learn their voices a moment after they start. */
export function hasVoice(language: string): boolean {
  return voiceOf(language) !== undefined;
}

/** Says a sentence in a language's voice, if the device has one of its own, after what is being said. */
export function speak(text: string, language: string): void {
  const voice = voiceOf(language);
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = 0.9;
  speechSynthesis.speak(words);
}

/** Falls silent, also of what was still to be said. */
export function hush(): void {
  if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
}
