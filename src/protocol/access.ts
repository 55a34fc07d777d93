import type { DocKind, DocRef } from '../domain/documents.ts';
import type { AreaId, DeviceNo, SiteId } from '../domain/ids.ts';

/** What kind of device is connected. `agent` is the server's own, `importer` the command line's. */
export type DeviceRole = 'desk' | 'kiosk' | 'board' | 'room' | 'agent' | 'importer';

export type Verb = 'read' | 'append';

/** Who is asking: a device is enrolled for one site. */
export interface DeviceScope {
  readonly deviceNo: DeviceNo;
  readonly role: DeviceRole;
  readonly site: SiteId;
  /** The waiting areas a board was set to: it reads no other's. Absent while nobody has set any: then all of its office. */
  readonly areas?: readonly AreaId[];
}

/** `own-site`: documents of the device's site. `own`: the device's own inbox or access log. */
type Reach = 'none' | 'all' | 'own-site' | 'own';

/** Role × document × verb, complete by type: a missing entry does not compile (RELIABILITY §3.3). */
export const ACCESS: Readonly<Record<DeviceRole, Readonly<Record<DocKind, Readonly<Record<Verb, Reach>>>>>> = {
  desk: {
    practice: { read: 'all', append: 'all' },
    day: { read: 'all', append: 'all' },
    patient: { read: 'all', append: 'all' },
    case: { read: 'all', append: 'all' },
    inbox: { read: 'all', append: 'none' },
    arrivals: { read: 'none', append: 'none' },
    board: { read: 'own-site', append: 'none' },
    audit: { read: 'own', append: 'own' },
    outside: { read: 'none', append: 'none' }
  },
  room: {
    practice: { read: 'all', append: 'none' },
    day: { read: 'own-site', append: 'own-site' },
    patient: { read: 'none', append: 'none' },
    case: { read: 'none', append: 'none' },
    inbox: { read: 'none', append: 'none' },
    arrivals: { read: 'none', append: 'none' },
    board: { read: 'none', append: 'none' },
    audit: { read: 'own', append: 'own' },
    outside: { read: 'none', append: 'none' }
  },
  kiosk: {
    practice: { read: 'none', append: 'none' },
    day: { read: 'none', append: 'none' },
    patient: { read: 'none', append: 'none' },
    case: { read: 'none', append: 'none' },
    inbox: { read: 'own', append: 'own' },
    arrivals: { read: 'own-site', append: 'none' },
    board: { read: 'none', append: 'none' },
    audit: { read: 'own', append: 'own' },
    outside: { read: 'none', append: 'none' }
  },
  board: {
    practice: { read: 'none', append: 'none' },
    day: { read: 'none', append: 'none' },
    patient: { read: 'none', append: 'none' },
    case: { read: 'none', append: 'none' },
    inbox: { read: 'none', append: 'none' },
    arrivals: { read: 'none', append: 'none' },
    board: { read: 'own-site', append: 'none' },
    audit: { read: 'none', append: 'none' },
    outside: { read: 'none', append: 'none' }
  },
  agent: {
    practice: { read: 'all', append: 'all' },
    day: { read: 'all', append: 'all' },
    patient: { read: 'all', append: 'none' },
    case: { read: 'none', append: 'none' },
    inbox: { read: 'all', append: 'none' },
    arrivals: { read: 'all', append: 'all' },
    board: { read: 'all', append: 'all' },
    audit: { read: 'all', append: 'own' },
    outside: { read: 'none', append: 'none' }
  },
  importer: {
    practice: { read: 'all', append: 'all' },
    day: { read: 'all', append: 'all' },
    patient: { read: 'all', append: 'all' },
    // A form that another system had is a packet here.
    case: { read: 'all', append: 'all' },
    inbox: { read: 'none', append: 'none' },
    arrivals: { read: 'none', append: 'none' },
    board: { read: 'none', append: 'none' },
    audit: { read: 'none', append: 'none' },
    outside: { read: 'all', append: 'all' }
  }
};

/** What every device writes of itself. */
const OWN_LOG = ['audit/noted', 'audit/signed'] as const;

/** The kinds of fact a role may append where its documents are shared; absent means every kind of that document. */
export const KINDS: Partial<Record<DeviceRole, ReadonlySet<string>>> = {
  room: new Set([
    'visit/roomed',
    'visit/ready',
    'visit/with-provider',
    'visit/done',
    'visit/needed',
    'visit/need-met',
    'room/freed',
    'room/cleaning',
    'fact/voided',
    ...OWN_LOG
  ]),
  kiosk: new Set(['submission/sealed', ...OWN_LOG])
};

export function may(device: DeviceScope, verb: Verb, doc: DocRef): boolean {
  const reach = ACCESS[device.role][doc.kind][verb];
  if (reach === 'all') return true;
  if (doc.kind === 'board' && device.areas && !device.areas.includes(doc.area)) return false;
  if (reach === 'own-site') return 'site' in doc && doc.site === device.site;
  return reach === 'own' && 'device' in doc && doc.device === device.deviceNo;
}
