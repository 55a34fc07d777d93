/** A string or number that may only be used as the one thing it names. */
export type Brand<Base, Name extends string> = Base & { readonly __brand?: Name };

export type PatientId = Brand<string, 'PatientId'>;
export type AppointmentId = Brand<string, 'AppointmentId'>;
export type VisitId = Brand<string, 'VisitId'>;
export type SubmissionId = Brand<string, 'SubmissionId'>;
/** One piece of work about a patient: a place on the waitlist, something to schedule, a recall, a procedure. */
export type CaseId = Brand<string, 'CaseId'>;
/** One offer of a time to one patient. */
export type OfferId = Brand<string, 'OfferId'>;
export type PractitionerId = Brand<string, 'PractitionerId'>;
export type RoomId = Brand<string, 'RoomId'>;
export type AreaId = Brand<string, 'AreaId'>;
export type VisitTypeId = Brand<string, 'VisitTypeId'>;
export type SiteId = Brand<string, 'SiteId'>;
/** A person who works here, or `device:<no>` when a device acts on its own. */
export type UserId = Brand<string, 'UserId'>;

/** 12 bits, given at enrolment, never used twice in a practice. 0 is not a device. */
export type DeviceNo = Brand<number, 'DeviceNo'>;

/** Who wrote a struct: `deviceNo · 2²⁰ + bootCounter`; fits the 32 bits Yjs gives a client id. */
export type ClientId = Brand<number, 'ClientId'>;

/** What a patient is called by in public: device label, dash, the device's count of that day (`K2-014`). Unique with no server. */
export type TicketCode = Brand<string, 'TicketCode'>;

export const BOOTS_PER_DEVICE = 2 ** 20;
export const MAX_DEVICE_NO = 2 ** 12 - 1;

export function clientIdOf(device: DeviceNo, boot: number): ClientId {
  if (!Number.isInteger(device) || device < 1 || device > MAX_DEVICE_NO)
    throw new RangeError('device number out of range');
  if (!Number.isInteger(boot) || boot < 0 || boot >= BOOTS_PER_DEVICE)
    throw new RangeError('boot counter out of range');
  return device * BOOTS_PER_DEVICE + boot;
}

export function deviceOf(client: ClientId): DeviceNo {
  return Math.floor(client / BOOTS_PER_DEVICE);
}

const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id: 16 characters that hold 80 random bits and cannot be misread (Crockford's alphabet). @param random ten random bytes */
export function idFrom(random: Uint8Array): string {
  if (random.length < 10) throw new RangeError('an id needs ten random bytes');
  let id = '';
  let bits = 0;
  let held = 0;
  for (const byte of random.subarray(0, 10)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += ID_ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return id;
}
