/**
 * Says a sentence in a language's voice, if the device has one of its own. Voices that speak over the network are passed by: a
 * ticket and a room are nobody's business outside. Says nothing where there is no voice.
 */
export function speak(text: string, language: string): void {
  if (typeof speechSynthesis === 'undefined') return;
  const voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith(language));
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = 0.9;
  speechSynthesis.speak(words);
}
