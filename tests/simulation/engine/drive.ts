import { realImmediate } from './virtual-globals.ts';
import { enter, type World } from './world.ts';

/** Events done in one turn of the real loop: each is its own immediate, so that what it set in motion is done before the next. */
const TURN = 64;
/** More than this in one run is no workload, it is a loop. */
const MOST_EVENTS = 2_000_000;

/** Does what the world has to do up to a moment. After each event all its promises are done, then `checked` is asked. */
export function drive(world: World, until: number, checked: () => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const finish = (error?: unknown): void => {
      if (isOver) return;
      isOver = true;
      enter(null);
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error(String(error)));
    };
    const one = (): void => {
      if (isOver) return;
      try {
        checked();
        if (world.failures.length > 0) return finish();
        if (world.events > MOST_EVENTS) world.fail('the world never rests: too many events');
        if (!world.step(until)) finish();
      } catch (error) {
        world.fail(
          `thrown at ${world.current.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
        );
        finish();
      }
    };
    const turn = (): void => {
      if (isOver) return;
      for (let i = 0; i < TURN; i++) realImmediate(one);
      realImmediate(turn);
    };
    enter(world);
    turn();
  });
}
