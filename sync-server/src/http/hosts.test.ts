import { expect, test } from 'vitest';
import { hostsFrom, placeOf, surfaceOfPage } from './hosts.ts';

const TEXT =
  'desk=https://desk.example.org, kiosk=https://kiosk.example.org,board=https://board.example.org:8443,room=https://room.example.org';

test('[HTTP-6] each screen has an address of its own, or all share one', () => {
  expect(hostsFrom(undefined)).toBeNull();
  expect(hostsFrom(' ')).toBeNull();
  expect(hostsFrom(TEXT)).toEqual({
    desk: 'https://desk.example.org',
    kiosk: 'https://kiosk.example.org',
    board: 'https://board.example.org:8443',
    room: 'https://room.example.org'
  });
});

test.each([
  ['desk=https://a.example', /each once/],
  [`${TEXT},pos=https://pos.example.org`, /each once/],
  [TEXT.replaceAll('kiosk.example', 'desk.example'), /host name of its own/],
  [TEXT.replace('https://kiosk.example.org', 'https://desk.example.org:8443'), /host name of its own/],
  [TEXT.replace('https://kiosk.example.org', 'kiosk.example.org'), /no address like/],
  [TEXT.replace('https://kiosk.example.org', 'https://kiosk.example.org/kiosk'), /no address like/],
  [TEXT.replace('https://kiosk.example.org', 'ftp://kiosk.example.org'), /no address like/],
  ['=', /no address like/]
])('%s is refused in words', (text, words) => expect(() => hostsFrom(text)).toThrow(words));

test('[HTTP-6] a page is shown at its own address alone', () => {
  const hosts = hostsFrom(TEXT)!;
  expect(placeOf(hosts, 'desk.example.org', '/today')).toEqual({ type: 'here' });
  expect(placeOf(hosts, 'board.example.org:8443', '/board')).toEqual({ type: 'here' });
  expect(placeOf(hosts, 'kiosk.example.org', '/')).toEqual({ type: 'elsewhere', path: '/kiosk' });
  expect(placeOf(hosts, 'kiosk.example.org', '/patients')).toEqual({
    type: 'refused',
    say: 'This address is for the kiosk. Open the desk at https://desk.example.org.'
  });
  expect(placeOf(hosts, 'desk.example.org', '/kiosk')).toMatchObject({ type: 'refused' });
  expect(placeOf(hosts, '10.0.0.7:8080', '/')).toEqual({
    type: 'refused',
    say: 'Nothing is shown at this address. Open the desk at https://desk.example.org.'
  });
  expect(['/kiosk/x', '/kiosks', '/room', '/'].map(surfaceOfPage)).toEqual(['kiosk', 'desk', 'room', 'desk']);
});
