import { newChime } from '#devices/chime.ts';
import { speak } from '#devices/speech.ts';
import { mannerFrom, type BoardDevices } from '#features/board/board-devices.ts';

const MANNER = 'anteroom.board.sounds';

/** The sound of a board, and how its people want it to speak. */
export function boardDevices(): BoardDevices {
  return {
    chime: newChime(),
    speak,
    manner: {
      read: () => {
        try {
          return mannerFrom(JSON.parse(localStorage.getItem(MANNER) ?? 'null'));
        } catch {
          return mannerFrom(null);
        }
      },
      write: (manner) => localStorage.setItem(MANNER, JSON.stringify(manner))
    }
  };
}
