/** A sound for a room: two soft tones, made on the device so that no file can be missing. */
export interface Chime {
  /** False until a browser allows sound, which most do only after somebody touched the page. */
  readonly isAllowed: boolean;
  /** Call it from a press or tap. */
  allow(): Promise<void>;
  ring(): void;
}

/** Minor third down, E5 to C♯5: carries over talk without sounding like an alarm. Hertz. */
const TONES = [659.26, 554.37] as const;
const TONE_S = 0.55;
const LOUDNESS = 0.35;

export function newChime(): Chime {
  const context = typeof AudioContext === 'undefined' ? null : new AudioContext();
  return {
    get isAllowed() {
      return context?.state === 'running';
    },
    allow: async () => void (await context?.resume()),
    ring: () => {
      if (context?.state !== 'running') return;
      TONES.forEach((hertz, index) => tone(context, hertz, context.currentTime + index * TONE_S * 0.7));
    }
  };
}

function tone(context: AudioContext, hertz: number, at: number): void {
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + TONE_S);
}
