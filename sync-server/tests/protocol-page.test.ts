import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { PRACTICE, startRig } from './rig.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('the program on docs/protocol.md books an appointment as it stands there', async () => {
  const page = readFileSync(`${ROOT}docs/protocol.md`, 'utf8');
  const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(program).toContain('WebsocketProvider');
  const rig = await startRig();
  await rig.clinic.setUp(PRACTICE);
  const DATE = '2026-11-20';
  const device = await rig.enrol('desk');
  const booked = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      void rig.clinic.read(`day/main/${DATE}`).then((facts) => {
        if (facts.length === 0) return;
        clearInterval(look);
        resolve();
      });
    }, 50);
  });
  const env = { ...process.env, DEVICE: JSON.stringify(device), SERVER: rig.ws, DATE };
  const child = spawn(process.execPath, ['--input-type=module', '-'], {
    cwd: ROOT,
    env,
    stdio: ['pipe', 'ignore', 'inherit']
  });
  child.stdin.end(program);
  await booked;
  child.kill();

  const appointment = appointmentOf(await rig.clinic.read(`day/main/${DATE}`));
  expect(appointment).toMatchObject({
    status: 'booked',
    at: { start: 620, minutes: 20 },
    label: { family: 'Example' }
  });
  await rig.dispose();
});
