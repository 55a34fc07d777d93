import '#ui/tokens.css';
import '#ui/base.css';
import './kiosk.css';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { arrivalsDoc } from '#domain/documents.ts';
import { codeSecret, personSecret } from '#domain/intake/kiosk-secret.ts';
import { MEMORY_NOW, memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { SITE, TODAY } from '#tests/fixtures/practice.ts';
import { renderAt } from '#tests/setup/render-at.ts';
import Kiosk from './Kiosk.svelte';
import type { KioskDevices } from './kiosk-devices.ts';

const opened = {
  kind: 'arrivals/opened',
  of: { siteName: 'Harbor Street', keyId: 'key-1', key: new Uint8Array(65).fill(4) }
};

// The kiosk looks at the clock twice a second; the test moves it.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function kiosk(facts: readonly { readonly kind: string; readonly of: object }[] = [opened]): MemoryStation {
  return memoryStation({
    device: { no: 2, label: 'K2', surface: 'kiosk' },
    facts: [{ doc: arrivalsDoc(SITE, TODAY), facts }]
  });
}

async function show(
  station: MemoryStation,
  before: readonly number[] = [],
  pictures: KioskDevices['startPictures'] = () => Promise.reject(new Error('no camera here'))
): Promise<{ ended: () => number; scan: (text: string) => void; heard: string[] }> {
  let ended = 0;
  const used = new Set<string>();
  let failures = before;
  let scan = (_text: string): void => undefined;
  const heard: string[] = [];
  const devices: KioskDevices = {
    voice: {
      has: (language) => language !== 'vi',
      speak: (text, language) => heard.push(`${language}: ${text}`),
      hush: () => heard.push('hush')
    },
    startCamera: () => Promise.reject(new Error('no camera here')),
    startPictures: pictures,
    listenForScanner: (onCode) => {
      scan = onCode;
      return () => {};
    },
    failedTries: { read: () => failures, write: (next) => void (failures = next) },
    usedCodes: { read: () => used, add: (_, envelope) => used.add(envelope) }
  };
  await renderAt(station, Kiosk, { devices, onend: () => ended++ });
  return { ended: () => ended, scan: (text) => scan(text), heard };
}

const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click();

async function typeAll(last4 = '0142'): Promise<void> {
  await press(/English/);
  await press(/I have an appointment/);
  for (const text of ['Testing{Enter}', 'Ann{Enter}', '03091971{Enter}', `${last4}{Enter}`]) {
    await expect.element(page.getByRole('textbox').first()).toHaveFocus();
    await userEvent.keyboard(text);
  }
  await press(/nothing has changed/);
  await press(/the same/);
  await expect.element(page.getByRole('heading', { name: 'Is this right?' })).toBeVisible();
}

function pass(station: MemoryStation, ms: number): void {
  station.setNow(station.now() + ms);
  vi.advanceTimersByTime(1_000);
}

test('[KIO-2] a name is typed with the keys on the screen, mixed with a keyboard, at the caret', async () => {
  await show(kiosk());
  await press(/Español/);
  await press(/Tengo una cita/);
  for (const key of ['N', 'ú', 'ñ', 'e', 'z', '-', 'O', "'"]) {
    await page.getByRole('button', { name: key, exact: true }).click();
  }
  await userEvent.keyboard('Brien');
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  await press('Borrar');
  await expect.element(page.getByRole('textbox')).toHaveValue("Núñez-O'Bren");
  await expect.element(page.getByRole('textbox')).toHaveFocus();
});

test('[KIO-2] the keys on the screen are one stop of the Tab key; the arrow keys reach the others', async () => {
  await show(kiosk());
  await press(/English/);
  await press(/I have an appointment/);
  await userEvent.keyboard('{Tab}{Tab}{Tab}');
  await expect.element(page.getByRole('button', { name: 'Q', exact: true })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{Enter}');
  await expect.element(page.getByRole('textbox')).toHaveValue('S');
});

test('[KIO-7] a name that is too long leaves the field as it was, and says so', async () => {
  await show(kiosk());
  await press(/English/);
  await press(/I have an appointment/);
  await page.getByRole('textbox').fill('Ann');
  await page.getByRole('textbox').fill('x'.repeat(10_240));
  await expect.element(page.getByRole('textbox')).toHaveValue('Ann');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Name can be up to 120 characters.');
});

test('[KIO-7] a date that does not exist is named, and stays to be mended', async () => {
  await show(kiosk());
  await press(/English/);
  await press(/I have an appointment/);
  await userEvent.keyboard('Testing{Enter}');
  await expect.element(page.getByRole('textbox', { name: 'First name' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('textbox', { name: 'Month' })).toHaveFocus();
  await userEvent.keyboard('02292023{Enter}');
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('29 February 2023 does not exist. Check the day and the year.');
  await expect.element(page.getByRole('textbox', { name: 'Year' })).toHaveValue('2023');
});

test('[KIO-11] a disk that is full: the answers stay, and are sent when it has room again', async () => {
  const station = kiosk();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await show(station);
  await typeAll();
  await press('Check in');
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent(
      'This kiosk could not save. Nothing is lost: your answers are still here. Try again, or please see the desk.'
    );
  await expect.element(page.getByText('Testing', { exact: true })).toBeVisible();
  station.setFault(null);
  await press('Check in');
  await expect.element(page.getByText('Please take a seat; the desk will call K2-002.')).toBeVisible();
  expect(document.body.innerText).not.toContain('Testing');
});

test('[KIO-8] time runs out: the page forgets, and the session is over once', async () => {
  const station = kiosk();
  const { ended } = await show(station);
  await press(/English/);
  await press(/I have an appointment/);
  await userEvent.keyboard('Testing');
  pass(station, 31_000);
  await expect.element(page.getByRole('dialog', { name: 'Are you still there?' })).toBeVisible();
  await press('I am still here');
  await expect.element(page.getByRole('textbox')).toHaveValue('Testing');
  pass(station, 31_000);
  pass(station, 10_000);
  await expect.element(page.getByRole('button', { name: /English/ })).toBeVisible();
  expect([ended(), document.body.innerHTML.includes('Testing')]).toEqual([1, false]);
});

test('[KIO-12] birth date and phone are dots until the patient asks', async () => {
  await show(kiosk());
  await typeAll();
  await expect.element(page.getByText('0142')).not.toBeInTheDocument();
  await press('Show what I typed');
  await expect.element(page.getByText('0142')).toBeVisible();
});

test('[KIO-6] after five failures within ten minutes no code is looked at, for anyone', async () => {
  await show(
    kiosk(),
    [1, 2, 3, 4, 5].map((minute) => MEMORY_NOW - minute * 60_000)
  );
  await press(/English/);
  await expect.element(page.getByRole('button', { name: /I have an appointment/ })).toBeVisible();
  await expect.element(page.getByRole('button', { name: /slip with a code/ })).not.toBeInTheDocument();
});

const sealedFor = (envelope: string) =>
  new TextEncoder().encode(
    JSON.stringify({ envelope: { envelope, initial: 'A', time: '9:00', practitioner: 'Dr Kimball' } })
  );
const codeEnvelope = (code: string, birthDate: string, slip = 'e-slip-1') => ({
  kind: 'envelope/placed',
  of: { envelope: `e-${codeSecret(code, birthDate)}`, sealed: sealedFor(slip) }
});

async function typeCode(code: string, birthDate = '03091971'): Promise<void> {
  await expect.element(page.getByRole('textbox', { name: 'Code' })).toHaveFocus();
  await userEvent.keyboard(`${code}{Enter}`);
  await expect.element(page.getByRole('textbox', { name: 'Month' })).toHaveFocus();
  await userEvent.keyboard(`${birthDate}{Enter}`);
}

test('[KIO-15] a code and a birth date name a visit by initial, time and provider; used, it is none', async () => {
  const station = kiosk([opened, codeEnvelope('7K2M9QXA', '1971-03-09')]);
  station.setLookUps({ code: true, person: false });
  await show(station);
  await press(/English/);
  await press(/code of 8/);
  await typeCode('7k2m 9qxa');
  await expect.element(page.getByRole('heading', { name: 'A., 9:00 AM with Dr Kimball — is that you?' })).toBeVisible();
  expect(document.body.innerHTML).not.toMatch(/7K2M|1971/);
  await press('Yes, that is me');
  await press(/nothing has changed/);
  await press(/the same/);
  await expect.element(page.getByText('K2-001').first()).toBeVisible();

  await press('Finish');
  await press(/English/);
  await press(/code of 8/);
  await typeCode('7K2M9QXA');
  await expect.element(page.getByRole('alert')).toHaveTextContent('This code is not for today. Please see the desk.');
});

test('[KIO-6] a code that is none, and a right one with another birth date, get the same words; then a person and a ticket', async () => {
  const station = kiosk([opened, codeEnvelope('7K2M9QXA', '1971-03-09')]);
  station.setLookUps({ code: true, person: false });
  await show(station);
  await press(/English/);
  await press(/code of 8/);
  for (const [code, born] of [
    ['7K2M9QXB', '03091971'],
    ['7K2M9QXA', '03101971']
  ] as const) {
    await typeCode(code, born);
    await expect.element(page.getByRole('alert')).toHaveTextContent('This code is not for today. Please see the desk.');
    await expect.element(page.getByRole('textbox', { name: 'Code' })).toHaveValue('');
  }
  await typeCode('00000000');
  await expect.element(page.getByRole('heading', { name: 'Please see the desk.' })).toBeVisible();
  await expect.element(page.getByText('Your ticket is K2-001.')).toBeVisible();
  const noted = station.noted.map(({ action, reason, verdict }) => `${action} ${reason} ${verdict}`);
  const denied = 'kiosk/looked-up code denied';
  expect(noted).toEqual([denied, denied, denied, 'kiosk/handed-off code-not-for-today undefined']);
});

test('[KIO-6] the fifth that fails, whoever tried, leaves names only, and the desk and the access log are told', async () => {
  const station = kiosk();
  station.setLookUps({ code: true, person: false });
  await show(
    station,
    [1, 2, 3, 4].map((minute) => MEMORY_NOW - minute * 60_000)
  );
  await press(/English/);
  await press(/code of 8/);
  await typeCode('00000000');
  await expect.element(page.getByText('Your ticket is K2-001.')).toBeVisible();
  const noted = station.noted.map(({ action }) => action);
  expect(noted).toEqual(['kiosk/looked-up', 'kiosk/blinded', 'kiosk/handed-off']);
  const { sealed } = station.recorded[0]!.facts[0]!.of as { sealed: Uint8Array };
  expect(new TextDecoder().decode(sealed)).toContain('"tries":"blinded"');
  await press('Finish');
  await press(/English/);
  await expect.element(page.getByRole('button', { name: /I have an appointment/ })).toBeVisible();
  await expect.element(page.getByRole('button', { name: /code of 8/ })).not.toBeInTheDocument();
});

test('[KIO-16] codes are offered while staff have opened the kiosk, and no longer', async () => {
  const station = kiosk();
  await show(station);
  await press(/English/);
  await expect.element(page.getByRole('button', { name: /I have an appointment/ })).toBeVisible();
  await expect.element(page.getByRole('button', { name: /code of 8/ })).not.toBeInTheDocument();
  station.setLookUps({ code: true, person: false });
  await expect.element(page.getByRole('button', { name: /code of 8/ })).toBeVisible();
  station.setLookUps({ code: false, person: false });
  await expect.element(page.getByRole('button', { name: /code of 8/ })).not.toBeInTheDocument();
});

test('[KIO-20] by name: found or not, the words are the same, and only the desk is told', async () => {
  const secret = personSecret({ family: 'Testing', birthDate: '1971-03-09', phoneLast4: '0142' });
  const station = kiosk([
    opened,
    { kind: 'envelope/placed', of: { envelope: `e-${secret}`, sealed: sealedFor('a-1') } }
  ]);
  station.setLookUps({ code: true, person: true });
  await show(station);
  const shown: string[] = [];
  for (const last4 of ['0142', '0143']) {
    await typeAll(last4);
    await press('Check in');
    await expect.element(page.getByRole('heading', { name: 'Thank you.' })).toBeVisible();
    shown.push((page.getByRole('main').element().textContent ?? '').replaceAll(/K2-00\d/g, 'ticket'));
    await press('Finish');
  }
  expect(shown[0]).toContain('Please take a seat; the desk will call ticket.');
  expect(shown[1]).toBe(shown[0]);
  const told = station.recorded.map(({ facts }) => (facts[0]!.of as { sealed: Uint8Array }).sealed);
  expect(told.map((sealed) => new TextDecoder().decode(sealed).includes('"envelope":"a-1"'))).toEqual([true, false]);
});

test('[KIO-3] a kiosk that never met its server sends people to the desk, in both languages', async () => {
  await show(kiosk([]));
  await expect.element(page.getByText('This kiosk is not ready yet.')).toBeVisible();
  await expect.element(page.getByText('Pase a la recepción, por favor.')).toBeVisible();
});

test('[AUD-14] every slip that is held up is written down, what it said is not; so is that the kiosk looks no more', async () => {
  const station = kiosk();
  const { scan } = await show(station);
  await press(/English/);
  const told = (action: string): number => station.noted.filter((note) => note.action === action).length;
  for (let i = 1; i <= 5; i++) {
    scan(`no slip of ours ${i}`);
    await expect.poll(() => told('kiosk/looked-up')).toBe(i);
  }
  await expect.poll(() => told('kiosk/blinded')).toBe(1);
  expect(told('kiosk/handed-off')).toBe(1);
  expect(station.noted.map(({ refs }) => refs.length)).toEqual(station.noted.map(() => 0));
  expect(JSON.stringify(station.noted)).not.toContain('no slip');
});

/** The back of an invented licence. */
const LICENCE =
  '@\n\u001e\rANSI 636000090002DL00410278ZV03190008DLDCSNÚÑEZ\nDACINES\nDADMARTA\nDBB03091971\nDBA01012031\nDBC2\nDAG1 HARBOR LN\nDAIQUINCE\nDAJVA\nDAK000000000\nDAQT64235789\nDCGUSA\r';

test('[KIO-24] the back of a driver licence answers name and birth date', async () => {
  const { scan } = await show(kiosk());
  await press(/English/);
  await press(/I have an appointment/);
  await press(/Scan my driver’s license/);
  await expect.element(page.getByRole('heading', { name: /back of your driver’s license/ })).toBeVisible();
  scan('https://example.test/nothing-of-ours');
  scan(LICENCE);
  await expect.element(page.getByRole('heading', { name: /last 4 digits/ })).toBeVisible();
  await userEvent.keyboard('0142{Enter}');
  await press(/nothing has changed/);
  await press(/the same/);
  await expect.element(page.getByText('NÚÑEZ')).toBeVisible();
  await expect.element(page.getByText('INES MARTA')).toBeVisible();
});

test('[KIO-22] questions are read aloud for who asks for it, with what stops them, and never what was typed', async () => {
  const { heard } = await show(kiosk());
  await press(/English/);
  await press(/I have an appointment/);
  expect(heard).toEqual([]);
  await press('Read aloud');
  await vi.waitFor(() => expect(heard.at(-1)).toBe('en: What is your last name?'));
  await press('Next');
  await vi.waitFor(() => expect(heard.at(-1)).toBe('en: What is your last name? Please type your last name.'));
  await page.getByRole('textbox').fill('Quillfeather');
  await press('Next');
  await vi.waitFor(() => expect(heard.at(-1)).toMatch(/^en: What is your first name\?/));
  expect(heard.join()).not.toContain('Quillfeather');
  await press('Read aloud');
  expect(heard.at(-1)).toBe('hush');
});

test('[KIO-22] without a voice of its own in a language a kiosk offers no reading aloud', async () => {
  await show(kiosk());
  await press(/Tiếng Việt/);
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Đọc to' })).not.toBeInTheDocument();
});

test('[KIO-23] the keys that stand beside a question stand on the side of the hand, and that ends with the patient', async () => {
  await page.viewport(1280, 800);
  await show(kiosk());
  await press(/English/);
  await press(/I have an appointment/);
  await userEvent.keyboard('Testing{Enter}');
  await expect.element(page.getByRole('heading', { name: 'What is your first name?' })).toBeVisible();
  await userEvent.keyboard('Ann{Enter}');
  const left = (name: string): number =>
    page.getByRole('button', { name, exact: true }).element().getBoundingClientRect().left;
  await expect.element(page.getByRole('button', { name: '5', exact: true })).toBeVisible();
  expect(left('5')).toBeGreaterThan(640);
  await press('Keys on the left');
  expect(left('5')).toBeLessThan(640);
  await press('Start over');
  await press(/English/);
  expect(document.querySelector('[data-hand]')?.getAttribute('data-hand')).toBe('right');
});

async function toInsurance(): Promise<void> {
  await press(/English/);
  await press(/I have an appointment/);
  for (const text of ['Testing{Enter}', 'Ann{Enter}', '03091971{Enter}', '0142{Enter}']) {
    await expect.element(page.getByRole('textbox').first()).toHaveFocus();
    await userEvent.keyboard(text);
  }
  await press(/nothing has changed/);
  await press(/first visit/);
}

test('[KIO-25] both sides of a card: taken, looked at, taken again, and kept by the station, not by the page', async () => {
  const station = kiosk();
  let taken = 0;
  let isOff = 0;
  const camera = { take: () => Promise.resolve(Uint8Array.of(0xff, 0xd8, 0xff, ++taken)), stop: () => void isOff++ };
  await show(station, [], () => Promise.resolve(camera));
  await toInsurance();
  await expect.element(page.getByRole('heading', { name: /front of your insurance card/ })).toBeVisible();
  await press('Take the picture');
  await expect.element(page.getByRole('img', { name: 'Front of your insurance card' })).toBeInTheDocument();
  await press('Take it again');
  await press('Take the picture');
  await press('Yes, use this picture');
  await expect.element(page.getByRole('heading', { name: /the back of the card/ })).toBeVisible();
  await press('Take the picture');
  await press('Yes, use this picture');
  expect(isOff).toBe(2);
  await expect.element(page.getByText('Changed. Pictures: 2')).toBeVisible();
  await press('Check in');
  await expect.element(page.getByText('Please take a seat; the desk will call K2-001.')).toBeVisible();

  const of = station.recorded[0]!.facts[0]!.of as { sealed: Uint8Array; parts: { blob: string }[] };
  const { submission: told } = JSON.parse(new TextDecoder().decode(of.sealed)) as {
    submission: { insurance: string; cards: { side: string }[] };
  };
  expect([told.insurance, told.cards.map(({ side }) => side)]).toEqual(['changed', ['front', 'back']]);
  expect(of.parts.map((part) => Object.keys(part))).toEqual([['blob'], ['blob']]);
});

test('[KIO-25] without a camera the card is for the desk, and the rest goes on', async () => {
  const station = kiosk();
  await show(station);
  await toInsurance();
  await expect.element(page.getByText('The camera is not available. Please show your card at the desk.')).toBeVisible();
  await press(/Skip: I will show the card/);
  await expect.element(page.getByText('Changed. Pictures: 0')).toBeVisible();
});

test('[KIO-29] [KIO-30] a new phone goes to the desk as a proposal; who needs help has a ticket, and the desk is told why', async () => {
  const station = kiosk();
  await show(station);
  await press(/English/);
  await press(/I have an appointment/);
  for (const text of ['Testing{Enter}', 'Ann{Enter}', '03091971{Enter}', '0142{Enter}']) {
    await expect.element(page.getByRole('textbox').first()).toHaveFocus();
    await userEvent.keyboard(text);
  }
  await press(/My phone or my address/);
  await expect.element(page.getByRole('textbox', { name: 'Phone number' })).toHaveFocus();
  await userEvent.keyboard('5555550188{Enter}');
  for (const name of ['Street address', 'City, state, ZIP code']) {
    await expect.element(page.getByRole('textbox', { name })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
  }
  await press(/the same/);
  await press('Check in');
  await press('Finish');
  await press(/English/);
  await press('I need help');
  await press('I need an interpreter');
  await expect.element(page.getByText('The people at the desk will help you.')).toBeVisible();
  await expect.element(page.getByText('Your ticket is K2-002.')).toBeVisible();
  const told = station.recorded.map(({ facts }) => {
    const { sealed } = facts[0]!.of as { sealed: Uint8Array };
    return (JSON.parse(new TextDecoder().decode(sealed)) as { submission: object }).submission;
  });
  expect(told).toMatchObject([{ changes: { phone: '5555550188' } }, { handoff: 'needs-interpreter', language: 'en' }]);
});
