import type { Instant } from '#domain/time.ts';

/** What a kiosk is built of beside its screen. The route brings the real ones, tests bring their own. */
export interface KioskDevices {
  /**
   * Shows the camera in `video` and gives each code it reads. Rejects when there is no camera or it is not allowed.
   * Returns the way to stop.
   */
  startCamera(video: HTMLVideoElement, onCode: (text: string) => void): Promise<() => void>;
  /** Codes typed by a hand-held scanner that stands in for a keyboard. Returns the way to stop. */
  listenForScanner(onCode: (text: string) => void): () => void;
  /** When codes failed, kept for this tab across patients. Holds moments, nothing of a patient. */
  readonly failedScans: { read(): readonly Instant[]; write(failures: readonly Instant[]): void };
}
