import { startCodeCamera } from '#devices/camera-codes.ts';
import { hasVoice, hush, speak } from '#devices/speech.ts';

/** What forms use of a device: its own voice, and its camera for codes. */
export const formsDevices = {
  voice: { has: hasVoice, speak, hush },
  watchCodes: (video: HTMLVideoElement, onCode: (text: string) => void): Promise<() => void> =>
    startCodeCamera(video, onCode, ['QRCode'])
};
