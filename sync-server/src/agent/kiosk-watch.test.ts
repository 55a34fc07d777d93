import { expect, test } from 'vitest';
import { KioskWatch } from './kiosk-watch.ts';

const k = (isHeard: boolean) => [{ device: 4, label: 'K1', isHeard }];

test('[MISS-2] a kiosk is silent at the second look without it, since it was last heard, and is told once', () => {
  const watch = new KioskWatch();
  expect(watch.said(k(true), 100)).toEqual([]);
  expect(watch.said(k(false), 200)).toEqual([]);
  expect(watch.said(k(false), 300)).toEqual([{ kind: 'kiosk/silent', of: { device: 4, label: 'K1', since: 100 } }]);
  expect(watch.said(k(false), 400)).toEqual([]);
  expect(watch.said(k(true), 500)).toEqual([{ kind: 'kiosk/heard', of: { device: 4, at: 500 } }]);
});

test('a page that is loaded anew was not silent', () => {
  const watch = new KioskWatch();
  watch.said(k(true), 100);
  watch.said(k(false), 200);
  expect(watch.said(k(true), 300)).toEqual([]);
  expect(watch.said(k(false), 400)).toEqual([]);
});

test('after a restart what was said before is not said again', () => {
  const watch = new KioskWatch();
  watch.begin([{ device: 4, label: 'K1', since: 50 }]);
  expect(watch.said(k(false), 100)).toEqual([]);
  expect(watch.said(k(true), 200)).toMatchObject([{ kind: 'kiosk/heard' }]);
});
