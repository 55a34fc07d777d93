import { expect, test } from 'vitest';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import { standForLeader } from './leader.ts';

let names = 0;
/** Two tabs of a device, each with a clock of its own: one that stands still is a frozen tab. */
function tabs() {
  const name = `leader-${++names}`;
  const leads: string[] = [];
  const tab = (who: string, isSeen = () => true) => {
    const seams = virtualSeams();
    const candidate = standForLeader({
      name,
      seams,
      locks: navigator.locks,
      isSeen,
      lead: (signal) => {
        leads.push(who);
        signal.addEventListener('abort', () => leads.splice(leads.indexOf(who), 1));
      }
    });
    return { seams, candidate };
  };
  return { leads, tab };
}

test('[SYN-30] one tab leads; when it is closed the next does', async () => {
  const { leads, tab } = tabs();
  const one = tab('one');
  await expect.poll(() => leads).toEqual(['one']);
  const two = tab('two');
  await two.seams.pass(1_000);
  expect(leads).toEqual(['one']);

  one.candidate.stop();

  await expect.poll(() => leads).toEqual(['two']);
  two.candidate.stop();
});

test('[SYN-31] a tab that is frozen with the lock loses it to one that somebody looks at', async () => {
  const { leads, tab } = tabs();
  const frozen = tab('frozen');
  await expect.poll(() => leads).toEqual(['frozen']);
  const hidden = tab('hidden', () => false);
  const seen = tab('seen');
  await hidden.seams.pass(20_000);
  expect(leads).toEqual(['frozen']);

  await seen.seams.pass(12_000);

  await expect.poll(() => leads).toEqual(['seen']);
  for (const { candidate } of [frozen, hidden, seen]) candidate.stop();
});
