import type { KioskLanguage } from '#domain/intake/intake-facts.ts';
import type { Instant, LocalDate } from '#domain/time.ts';

/** A camera that is on, for one picture at a time. */
export interface PictureCamera {
  /** What it sees now, as a JPEG of at most 1 MiB. Rejects when it sees nothing. */
  take(): Promise<Uint8Array>;
  stop(): void;
}

/** What a kiosk is built of beside its screen. The route brings the real ones, tests bring their own. */
export interface KioskDevices {
  /**
   * Shows the camera in `video` and gives each QR code and driver licence it reads. Rejects when there is no camera or it is not allowed.
   * Returns the way to stop.
   */
  startCamera(video: HTMLVideoElement, onCode: (text: string) => void): Promise<() => void>;
  /** Shows the camera in `video`, to take pictures of a card. Rejects when there is no camera or it is not allowed. */
  startPictures(video: HTMLVideoElement): Promise<PictureCamera>;
  /** Codes typed by a hand-held scanner that stands in for a keyboard. Returns the way to stop. */
  listenForScanner(onCode: (text: string) => void): () => void;
  /** The device's own voice, for who would rather hear the questions. */
  readonly voice: {
    has(language: KioskLanguage): boolean;
    speak(text: string, language: KioskLanguage): void;
    hush(): void;
  };
  /** When codes failed, kept on this kiosk across patients and reloads. Holds moments, nothing of a patient. */
  readonly failedTries: { read(): readonly Instant[]; write(failures: readonly Instant[]): void };
  /** Envelopes that somebody has checked in with here today: random ids. Their codes are used up. */
  readonly usedCodes: { read(today: LocalDate): ReadonlySet<string>; add(today: LocalDate, envelope: string): void };
}
