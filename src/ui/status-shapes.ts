export type StatusHue = 'expected' | 'waiting' | 'active' | 'done' | 'trouble';

/** A shape of its own for each hue, so that a status is told without colour. */
export const SHAPES: Readonly<Record<StatusHue, string>> = {
  expected: '○',
  waiting: '◐',
  active: '◆',
  done: '✓',
  trouble: '▲'
};
