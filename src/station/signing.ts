import type { CheckSeal, DeviceSeal } from '#domain/forms/signature.ts';

/** This device's word under a text, and anybody's word looked at; both without the network [FORM-7]. */
export interface DeviceSigning {
  /** @throws {StorageFault} where this device's key cannot be read or made */
  seal(text: string): Promise<DeviceSeal>;
  check: CheckSeal;
}
