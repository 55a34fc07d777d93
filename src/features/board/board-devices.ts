/** What a board is built of beside its screen. The route brings the real ones, tests bring their own. */
export interface BoardDevices {
  readonly chime: { readonly isAllowed: boolean; allow(): Promise<void>; ring(): void };
  /** Says a sentence aloud in a language, where the device has a voice for it. */
  speak(text: string, language: string): void;
  /** How this board sounds, kept on the device. */
  readonly sounds: { read(): BoardSounds; write(sounds: BoardSounds): void };
}

export interface BoardSounds {
  readonly chime: boolean;
  readonly speech: boolean;
}

export const SOUNDS_AT_FIRST: BoardSounds = { chime: true, speech: false };
