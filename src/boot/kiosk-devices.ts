import { startCodeCamera } from '#devices/camera-codes.ts';
import { listenForWedge } from '#devices/wedge-scanner.ts';
import type { Instant } from '#domain/time.ts';
import type { KioskDevices } from '#features/kiosk/kiosk-devices.ts';

const FAILED_SCANS = 'anteroom.kiosk.failed-scans';

/** The camera and scanner of a kiosk. Failed scans outlive the page, which is replaced after each patient; they are moments only. */
export function kioskDevices(): KioskDevices {
  return {
    startCamera: startCodeCamera,
    listenForScanner: (onCode) => listenForWedge(window, onCode),
    failedScans: {
      read: () => {
        const kept: unknown = JSON.parse(sessionStorage.getItem(FAILED_SCANS) ?? '[]');
        return Array.isArray(kept) ? kept.filter((at): at is Instant => typeof at === 'number') : [];
      },
      write: (failures) => sessionStorage.setItem(FAILED_SCANS, JSON.stringify(failures))
    }
  };
}

/**
 * Ends a patient's session for good: a fresh page in the place of this one, so that nothing typed is left in its memory or its
 * history (SECURITY.md T2). Only where the page is sure to come back without the server; false where it stays.
 */
export function replacePage(): boolean {
  if (!navigator.serviceWorker?.controller) return false;
  location.replace(location.pathname);
  return true;
}
