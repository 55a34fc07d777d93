import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' }
  ])
);

const papers = ['paper', 'paper-raised', 'paper-sunk', 'paper-hover'];
const hues = ['expected', 'waiting', 'active', 'done', 'trouble'].map((hue) => `status-${hue}`);

/** Text on what it may lie on: 4.5:1. */
const TEXT: readonly (readonly [string, string])[] = [
  ...papers.flatMap((paper) => ['ink', 'ink-soft', 'accent', ...hues].map((ink) => [ink, paper] as const)),
  ...hues.flatMap((hue) => [[hue, `${hue}-fill`] as const, ['ink', `${hue}-fill`] as const]),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((hue) => ['ink', `hue-${hue}`] as const),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['ink-soft', 'accent-soft']
];
/** Lines that carry meaning: 3:1. */
const LINES: readonly (readonly [string, string])[] = [
  ...['paper', 'paper-raised'].flatMap((paper) => [['line', paper] as const, ['focus', paper] as const]),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((hue) => [`hue-${hue}-edge`, 'paper-raised'] as const)
];

test.each(['light', 'dark'] as const)(
  '[UI-1] in the %s scheme text has 4.5:1 and lines that mean something 3:1',
  (scheme) => {
    const poor = (rules: typeof TEXT, least: number): string[] =>
      rules
        .map(([ink, paper]) => [ink, paper, contrast(pairs.get(ink)![scheme], pairs.get(paper)![scheme])] as const)
        .filter(([, , ratio]) => ratio < least)
        .map(([ink, paper, ratio]) => `${ink} on ${paper}: ${ratio.toFixed(2)}`);

    expect([...poor(TEXT, 4.5), ...poor(LINES, 3)]).toEqual([]);
  }
);

/** WCAG 2.2, contrast ratio of two sRGB colours. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
