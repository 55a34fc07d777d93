import { listenForLicence } from '#devices/licence-wedge.ts';
import { readDriverLicence, type DriverLicence } from '#domain/import/driver-licence.ts';

/** Follows the licences that a scanner types anywhere on this page [WED-1]. Returns the way to stop. */
export function licenceScans(onScan: (licence: DriverLicence) => void): () => void {
  const isLicence = (text: string): boolean => readDriverLicence(text).ok;
  return listenForLicence(window, isLicence, (text) => {
    const licence = readDriverLicence(text);
    if (licence.ok) onScan(licence.value);
  });
}
