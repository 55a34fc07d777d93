import { newChime } from '#devices/chime.ts';
import { speak } from '#devices/speech.ts';
import { SOUNDS_AT_FIRST, type BoardDevices, type BoardSounds } from '#features/board/board-devices.ts';

const SOUNDS = 'anteroom.board.sounds';

/** The sound of a board, and how its people want it. */
export function boardDevices(): BoardDevices {
  return {
    chime: newChime(),
    speak,
    sounds: {
      read: () => {
        const kept: unknown = JSON.parse(localStorage.getItem(SOUNDS) ?? 'null');
        return typeof kept === 'object'
          ? { ...SOUNDS_AT_FIRST, ...(kept as Partial<BoardSounds> | null) }
          : SOUNDS_AT_FIRST;
      },
      write: (sounds) => localStorage.setItem(SOUNDS, JSON.stringify(sounds))
    }
  };
}
