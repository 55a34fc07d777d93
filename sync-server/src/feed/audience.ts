import { parseDocId, type DocId, type DocKind } from '#domain/documents.ts';
import { ACCESS, may, type DeviceScope } from '#protocol/access.ts';

/** Which documents a device may read, as the journal is asked for them. */
export interface Audience {
  /** Document ids (whole, or ending in `/` for all that begin so); null when it is nearly everything and not worth a search. */
  readonly prefixes: readonly string[] | null;
  /** The last word: prefixes only spare the journal work. */
  readonly allows: (doc: DocId) => boolean;
}

export function audienceOf(device: DeviceScope): Audience {
  const reach = ACCESS[device.role];
  const allows = (doc: DocId): boolean => {
    const ref = parseDocId(doc);
    return ref !== null && may(device, 'read', ref);
  };
  if (reach.patient.read === 'all') return { prefixes: null, allows };
  const kinds = Object.keys(reach) as DocKind[]; // the record has these keys and no others
  return { prefixes: kinds.flatMap((kind) => prefixOf(kind, device) ?? []), allows };
}

function prefixOf(kind: DocKind, device: DeviceScope): string | null {
  switch (ACCESS[device.role][kind].read) {
    case 'none':
      return null;
    case 'all':
      return kind === 'practice' ? kind : `${kind}/`;
    case 'own-site':
      return `${kind}/${device.site}/`;
    case 'own':
      return kind === 'inbox' ? `${kind}/${device.deviceNo}` : `${kind}/${device.deviceNo}/`;
  }
}
