import { startCodeCamera } from '#devices/camera-codes.ts';
import { startCardCamera } from '#devices/camera-picture.ts';
import { hasVoice, hush, speak } from '#devices/speech.ts';
import { listenForWedge } from '#devices/wedge-scanner.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { KioskDevices } from '#features/kiosk/kiosk-devices.ts';

const FAILED_TRIES = 'anteroom.kiosk.failed-tries';
const USED_CODES = 'anteroom.kiosk.used-codes';

/**
 * The camera and scanner of a kiosk, and what it keeps of tries: moments and random ids, nothing of a patient. On disk, so that neither a
 * reload nor a restart begins the count anew.
 */
export function kioskDevices(): KioskDevices {
  return {
    startCamera: (video, onCode) => startCodeCamera(video, onCode, ['QRCode', 'PDF417']),
    startPictures: startCardCamera,
    voice: { has: hasVoice, speak, hush },
    listenForScanner: (onCode) => listenForWedge(window, onCode),
    failedTries: {
      read: () => listOf(FAILED_TRIES).filter((at): at is Instant => typeof at === 'number'),
      write: (failures) => localStorage.setItem(FAILED_TRIES, JSON.stringify(failures))
    },
    usedCodes: {
      read: (today) => new Set(usedOn(today)),
      add: (today, envelope) => localStorage.setItem(USED_CODES, JSON.stringify([today, ...usedOn(today), envelope]))
    }
  };
}

/** The first of the list is the day it is of. */
function usedOn(today: LocalDate): readonly string[] {
  const [date, ...used] = listOf(USED_CODES).filter((text): text is string => typeof text === 'string');
  return date === today ? used : [];
}

function listOf(key: string): readonly unknown[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return []; // somebody wrote there by hand
  }
}

/**
 * Ends a patient's session for good: a fresh page in the place of this one, so that nothing typed is left in its memory or its
 * history (SECURITY.md T2). Only where the page is sure to come back without the server; false where it stays.
 * @param handOver what the next page needs of this one's memory
 */
export function replacePage(handOver: () => Promise<void>): boolean {
  if (!navigator.serviceWorker?.controller) return false;
  void handOver().finally(() => location.replace(location.pathname));
  return true;
}
