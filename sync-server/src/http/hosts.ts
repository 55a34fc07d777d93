import type { EnrolledRole } from '../people/devices.ts';

/** The address of each kind of screen, `https://kiosk.example.org`; one build answers to all of them (ASVS 3.5.4). */
export type SurfaceHosts = Readonly<Record<EnrolledRole, string>>;

/** What is set in the environment cannot be read; the message is for whoever starts the server. */
export class BadHosts extends Error {
  override readonly name = 'BadHosts';
}

const SURFACES: readonly EnrolledRole[] = ['desk', 'kiosk', 'board', 'room'];

/**
 * `ANTEROOM_HOSTS`: `desk=https://desk.example.org,kiosk=https://kiosk.example.org,board=…,room=…`. Null where nothing is set: then all
 * screens share one address, which is for trying out (HTTP-6). @throws {BadHosts} unless all four are there, and differ
 */
export function hostsFrom(text: string | undefined): SurfaceHosts | null {
  if (text === undefined || text.trim() === '') return null;
  const named = new Map<string, string>();
  for (const part of text.split(',')) {
    const [name = '', address = ''] = part.split('=', 2).map((side) => side.trim());
    named.set(name, originOf(address));
  }
  const origins = SURFACES.map((surface) => named.get(surface));
  if (named.size !== SURFACES.length || origins.includes(undefined))
    throw new BadHosts(`ANTEROOM_HOSTS names ${SURFACES.join(', ')}, each once.`);
  const hosts = new Set(origins.map((origin) => new URL(origin ?? '').hostname));
  // A port is no wall between stores: cookies and the name a person reads are the host's.
  if (hosts.size !== SURFACES.length) throw new BadHosts('ANTEROOM_HOSTS gives each screen a host name of its own.');
  return Object.fromEntries(named) as SurfaceHosts; // these four, just seen
}

function originOf(address: string): string {
  try {
    const { origin, protocol, pathname } = new URL(address);
    if (/^https?:$/.test(protocol) && pathname === '/') return origin;
  } catch {
    // said below
  }
  throw new BadHosts(`ANTEROOM_HOSTS: “${address}” is no address like https://desk.example.org.`);
}

/** Whose address a request came to; null for one that is nobody's. */
export function surfaceAt(hosts: SurfaceHosts, host: string | undefined): EnrolledRole | null {
  return SURFACES.find((surface) => new URL(hosts[surface]).host === host) ?? null;
}

/** Which screen a page of the app belongs to. */
export function surfaceOfPage(pathname: string): EnrolledRole {
  const first = pathname.split('/')[1];
  return SURFACES.find((surface) => surface !== 'desk' && surface === first) ?? 'desk';
}

const NAMES: Readonly<Record<EnrolledRole, string>> = {
  desk: 'the desk',
  kiosk: 'the kiosk',
  board: 'the waiting-room board',
  room: 'the room tablet'
};

export type Placed =
  | { readonly type: 'here' }
  | { readonly type: 'elsewhere'; readonly path: string }
  | { readonly type: 'refused'; readonly say: string };

/** Whether a page is shown at the address it was asked at. The bare address of a kiosk, a board or a tablet leads to its page. */
export function placeOf(hosts: SurfaceHosts, host: string | undefined, pathname: string): Placed {
  const here = surfaceAt(hosts, host);
  const wanted = surfaceOfPage(pathname);
  if (here === wanted) return { type: 'here' };
  if (here !== null && pathname === '/') return { type: 'elsewhere', path: `/${here}` };
  const whose = here === null ? 'Nothing is shown at this address.' : `This address is for ${NAMES[here]}.`;
  return { type: 'refused', say: `${whose} Open ${NAMES[wanted]} at ${hosts[wanted]}.` };
}
