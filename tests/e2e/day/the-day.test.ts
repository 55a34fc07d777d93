import { expect } from '@playwright/test';
import { test } from '../harness.ts';
import { addDevice, setUpPractice, signIn } from './clinic.ts';
import { book, card, checkInAtKiosk, goTo, line, move, type Person } from './steps.ts';

const DELPHINE: Person = { given: 'Delphine', family: 'Okafor', born: '3/9/1971', phone: '206-555-0143' };
const TOMAS: Person = { given: 'Tomás', family: 'Villaquieta', born: '12/24/1988', phone: '206-555-0144' };
const BEATRIX: Person = { given: 'Beatrix', family: 'Applethorn', born: '7/4/1950', phone: '206-555-0145' };
const CALLUM: Person = { given: 'Callum', family: 'Marigold', born: '1/15/2001', phone: '206-555-0146' };

/** What one screen does, another shows this soon. */
const SOON = { timeout: 1_000 };
/** After the server is back, all screens agree this soon: reconnecting is spread over a few seconds. */
const HEALED = { timeout: 20_000 };

test.use({ actionTimeout: 10_000 });

test('one clinic’s day on four screens, online and off', async ({ open, server }) => {
  test.setTimeout(360_000);
  const deskA = await open();
  await setUpPractice(deskA);
  const deskB = await open();
  await signIn(deskB);
  const kiosk = await open({ path: '/kiosk', viewport: { width: 1080, height: 1920 } });
  await addDevice(deskA, 'kiosk', kiosk);
  const board = await open({ path: '/board', viewport: { width: 1920, height: 1080 } });
  await addDevice(deskA, 'board', board);
  const room = await open({ path: '/room', viewport: { width: 1180, height: 820 } });
  await addDevice(deskA, 'room tablet', room);
  await room.page.getByRole('button', { name: 'Room 1' }).click();
  const surfaces = [deskA, deskB, kiosk, board, room];

  await test.step('booked at one desk, expected at the other', async () => {
    await book(deskA, { person: DELPHINE, provider: 'Dr Kimball', time: '4:30 pm' });
    await goTo(deskB.page, 'Today');
    await expect(line(deskB.page, DELPHINE)).toBeVisible(SOON);
    await book(deskA, { person: TOMAS, provider: 'Dr Kimball', time: '5:30 pm' });
    await expect(line(deskB.page, TOMAS)).toBeVisible(SOON);
  });

  await test.step('arrives at the kiosk, is called, seen and checked out', async () => {
    const ticket = await checkInAtKiosk(kiosk, DELPHINE, ['3', '9', '1971']);
    await expect(board.page.getByText(ticket)).toBeVisible(SOON);
    const submission = line(deskB.page, DELPHINE).filter({ hasText: ticket });
    await expect(submission).toBeVisible(SOON);
    await submission.focus();
    await expect(deskB.page.getByRole('button', { name: 'Accept Okafor, Delphine' })).toBeVisible();
    await deskB.page.keyboard.press('Enter');
    await expect(deskB.page.getByRole('log')).toContainText(`${ticket} is here.`);
    await goTo(deskA.page, 'Today');
    const waiting = line(deskA.page, DELPHINE);
    // The appointment is seen first, then the submission beside it, and then both are one line.
    await expect(waiting).toHaveText([new RegExp(ticket)]);
    await waiting.focus();
    await deskA.page.keyboard.press('Enter');
    await deskA.page
      .getByRole('group', { name: /room/i })
      .getByRole('button', { name: /Room 1/ })
      .click();
    await expect(board.page.getByText(`Ticket ${ticket}, please go to Room 1.`).first()).toBeVisible(SOON);
    await expect(room.page.getByText('Okafor')).toBeVisible(SOON);
    await board.shot('day-board-called');
    await room.shot('day-room-called');
    for (const tap of ['In room', 'Ready for provider', 'With provider', 'Done']) {
      await room.page.getByRole('button', { name: tap, exact: true }).click();
    }
    await expect(line(deskB.page, DELPHINE)).toContainText('Check out', SOON);
    // What was last told stays as a caption for a while; the call itself is gone.
    await expect(board.page.getByText(/Please wait until your ticket|Espere a que llamen/)).toBeVisible(SOON);
    await line(deskB.page, DELPHINE).focus();
    await deskB.page.keyboard.press('Enter');
    await expect(deskA.page.getByRole('tab', { name: 'Done 1' })).toBeVisible(SOON);
  });

  await test.step('the server is killed: every screen goes on', async () => {
    await server.kill9();
    await book(deskA, { person: BEATRIX, provider: 'Dr Pereira', time: '4:30 pm' });
    await book(deskB, { person: CALLUM, provider: 'Dr Pereira', time: '4:30 pm' });
    await move(deskA, TOMAS, 2);
    const ticket = await checkInAtKiosk(kiosk, TOMAS, ['12', '24', '1988']);
    expect(ticket).toBe('K1-002');
    await expect(deskA.page.getByRole('button', { name: /to send/ })).toBeVisible();
  });

  await test.step('every screen is loaded anew while there is no server', async () => {
    for (const surface of surfaces) {
      await surface.page.reload();
    }
    for (const desk of [deskA, deskB]) await signIn(desk);
    await goTo(deskA.page, 'Schedule');
    await expect(card(deskA.page, BEATRIX)).toBeVisible();
    await expect(card(deskA.page, CALLUM)).toHaveCount(0);
    await goTo(deskB.page, 'Schedule');
    await expect(card(deskB.page, CALLUM)).toBeVisible();
    await expect(kiosk.page.getByRole('button', { name: /English/ })).toBeVisible();
    await expect(room.page.getByRole('heading', { name: 'Room 1' })).toBeVisible();
    await expect(board.page.getByText('Harbor Lane')).toBeVisible();
    await deskA.shot('day-offline-desk');
    await board.shot('day-offline-board');
  });

  await test.step('the server is back: all agree, nothing is missing, the double booking is on both desks', async () => {
    await server.start();
    for (const desk of [deskA, deskB]) {
      await expect(card(desk.page, BEATRIX)).toBeVisible(HEALED);
      await expect(card(desk.page, CALLUM)).toBeVisible(HEALED);
      await expect(desk.page.getByRole('link', { name: /1 conflict/ })).toBeVisible(HEALED);
      await expect(desk.page.getByRole('button', { name: /^Saved · Sent/ })).toBeVisible(HEALED);
    }
    await expect(board.page.getByText('K1-002')).toBeVisible(HEALED);
    const deskC = await open();
    await signIn(deskC);
    const lists: string[] = [];
    for (const desk of [deskA, deskB, deskC]) {
      await goTo(desk.page, 'Schedule');
      await expect(card(desk.page, TOMAS)).toHaveAccessibleName(/6:00 pm/);
      lists.push((await desk.page.getByRole('group', { name: /^Dr / }).allInnerTexts()).join());
      await goTo(desk.page, 'Today');
      await expect(line(desk.page, TOMAS).filter({ hasText: 'K1-002' })).toBeVisible(HEALED);
    }
    expect(lists[1]).toBe(lists[0]);
    expect(lists[2]).toBe(lists[0]);
    await deskC.shot('day-healed');
  });
  const isOnlyOffline = (trouble: string): boolean => /WebSocket connection to .* failed|net::ERR_/.test(trouble);
  for (const surface of surfaces) expect(surface.troubles().filter((one) => !isOnlyOffline(one))).toEqual([]);
});
