import { parseDocId, type DocKind } from '#domain/documents.ts';
import { deviceOf, type DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { may, type DeviceScope } from '#protocol/access.ts';
import type { NoCode } from '#protocol/codes.ts';
import { BadUpdate, decodeRuns } from '#protocol/update.ts';
import type { Answer, Frame, Gate } from './gate.ts';
import { say } from './say.ts';

/** Documents that are given again; the others are written by the server's own agent, which says it all anew. */
const GIVEN_AGAIN: Readonly<Record<DocKind, boolean>> = {
  practice: true,
  day: true,
  patient: true,
  case: true,
  inbox: true,
  arrivals: false,
  board: false,
  // Each device has its own alone, and sends that itself.
  audit: false,
  // No device has it.
  outside: false
};

/** As long as a device may be away and still bring everything (P13), and two days more. */
export const RESEED_MS = 30 * 86_400_000;

export interface ReseedingOptions {
  readonly gate: Gate;
  readonly devices: { byNo(no: DeviceNo): Promise<DeviceScope | null> };
  /** When this life of the server began with a restore; null when it is its first. */
  readonly restoredAt: Instant | null;
  readonly now: () => Instant;
}

/**
 * The way in for facts of other devices, which only a restored server has [GATE-10]: what a lost life had acknowledged, from any desk
 * that still holds it. Facts carry no signature, so a desk is believed as the backup was; what is asked of each is what was asked when
 * its writer first sent it, and the row keeps who gave it. [Note: who wins] What a writer itself sends is never refused for what
 * another gave: where both differ its device is not taken for a copy, and a person decides (`E_EPOCH`, docs/adr/0012).
 */
export class Reseeding {
  readonly #options: ReseedingOptions;

  constructor(options: ReseedingOptions) {
    this.#options = options;
  }

  /** Whether it is open to anyone. */
  get isOpen(): boolean {
    const { restoredAt, now } = this.#options;
    return restoredAt !== null && now() < restoredAt + RESEED_MS;
  }

  /** Takes a stretch of one other device's log. */
  readonly take = async (frame: Frame): Promise<Answer> => {
    const { device, doc, update } = frame;
    const ref = parseDocId(doc);
    if (!ref || !may(device, 'read', ref)) return no('E_ROLE');
    if (device.role !== 'desk' || !GIVEN_AGAIN[ref.kind]) return no('E_VERB');
    if (!this.isOpen) return no('E_EPOCH');
    const writer = writerOf(update);
    if (typeof writer === 'string') return no(writer);
    // Its own it sends as ever.
    if (writer === device.deviceNo) return no('E_FOREIGN');
    const owner = await this.#options.devices.byNo(writer);
    if (!owner) return no('E_FOREIGN');
    return await this.#options.gate.takeOf(owner, frame);
  };
}

/** The one device whose log it is a stretch of; a code when there is not exactly one. */
function writerOf(update: Uint8Array): DeviceNo | NoCode {
  try {
    const writers = new Set(decodeRuns(update).map(({ client }) => deviceOf(client)));
    const [writer] = writers;
    return writers.size === 1 && writer !== undefined ? writer : 'E_DECODE';
  } catch (error) {
    if (error instanceof BadUpdate) return error.code;
    throw error;
  }
}

const no = (code: NoCode): Answer => ({ type: 'no', code, client: 0, have: 0, say: say(code) });
