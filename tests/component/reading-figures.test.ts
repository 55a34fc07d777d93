import { expect, test } from 'vitest';
import { readText } from '#devices/page-text.ts';
import { cardFieldsOf, type CardField } from '#domain/reading/card-fields.ts';
import { criticalWords } from '#domain/reading/critical-words.ts';
import { kindOf, paperDateOf } from '#domain/reading/paper-kind.ts';
import type { ReadPage } from '#domain/reading/read-page.ts';
import { candidatesOf } from '#domain/reading/whose-paper.ts';
import {
  CARD_LAYOUTS,
  drawCard,
  drawLetter,
  inventedCard,
  type DrawnCard,
  type Wear
} from '#tests/fixtures/drawn-pages.ts';

/** How many cards; letters are half as many. The gate reads one, `npm run rig:reading` twenty-four. */
const CARDS = Number(import.meta.env['VITE_READINGS'] ?? 1);
const TODAY = '2026-11-22';
const FONTS = [
  'Arial, Liberation Sans, sans-serif',
  'Georgia, Liberation Serif, serif',
  'Verdana, DejaVu Sans, sans-serif'
];

/** Askew, every fifth upside down, with a camera's grain, in three typefaces. */
const wear = (seed: number): Wear => ({
  turn: [0, 1.5, -2, 3][seed % 4]! + (seed % 5 === 4 ? 180 : 0),
  noise: [0, 15, 30][seed % 3]!,
  font: FONTS[seed % FONTS.length]!,
  seed
});

async function read(
  picture: ImageData,
  as: 'page' | 'card'
): Promise<{ readonly page: ReadPage; readonly ms: number }> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  const start = performance.now();
  const done = await readText([{ bytes, type: 'image/png' }], {
    as,
    signal: new AbortController().signal,
    onDone: () => undefined
  });
  if (done.type !== 'read') throw new Error(done.type);
  return { page: done.pages[0]!.read, ms: performance.now() - start };
}

const expectedOf = (card: DrawnCard): Partial<Record<CardField, string>> => {
  const { effective, phone, ...same } = card;
  const [month, day, year] = effective.split('/');
  return { ...same, planType: 'ppo', start: `${year}-${month}-${day}`, phone: phone.replaceAll('-', '') };
};

const said = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b);
  return `median ${Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)} ms, longest ${Math.round(sorted.at(-1) ?? 0)} ms`;
};

test(
  `[READ-7] ${CARDS} invented cards, askew, upside down and grainy: nearly every field is read right`,
  { timeout: 600_000 },
  async () => {
    const wrong: string[] = [];
    const times: number[] = [];
    let fields = 0;
    let wrongAndSure = 0;
    for (let seed = 1; seed <= CARDS; seed++) {
      const card = inventedCard(seed);
      const { page, ms } = await read(drawCard(card, CARD_LAYOUTS[seed % CARD_LAYOUTS.length]!, wear(seed)), 'card');
      times.push(ms);
      const readings = cardFieldsOf([page], TODAY);
      for (const [field, value] of Object.entries(expectedOf(card))) {
        fields++;
        const got = readings.find((one) => one.field === field);
        if (got?.value === value) continue;
        wrong.push(`${seed} ${field}: ${value} as ${got?.value ?? 'nothing'}`);
        if (got && got.confidence >= 0.75 && !got.isDoubtful) wrongAndSure++;
      }
    }
    console.log(
      `${fields - wrong.length} of ${fields} fields right, ${wrongAndSure} wrong and called sure; ${said(times)}\n${wrong.join('\n')}`
    );
    expect(wrong.length, wrong.join('; ')).toBeLessThanOrEqual(fields * 0.1);
  }
);

const PEOPLE = ['Fernaby Joss 1988-12-30', 'Okaford Winifred 1951-03-09', 'Quiller Tobias 2001-07-14'];
const KINDS = [
  ['Laboratory Report', 'lab'],
  ['Discharge Summary', 'discharge'],
  ['Consultation Note', 'consult-note'],
  ['MRI Report', 'imaging']
] as const;

test(
  '[READ-3] [READ-5] [READ-6] invented letters, askew, upside down and grainy: whose, what and of when is read right',
  { timeout: 600_000 },
  async () => {
    const wrong: string[] = [];
    const times: number[] = [];
    const letters = Math.max(1, Math.floor(CARDS / 2));
    const body = CARDS > 4 ? 24 : 3;
    for (let seed = 1; seed <= letters; seed++) {
      const [family = '', given = '', birthDate = ''] = PEOPLE[seed % PEOPLE.length]!.split(' ');
      const [heading, kind] = KINDS[seed % KINDS.length]!;
      const [year, month, day] = birthDate.split('-');
      const isCritical = seed % 2 === 0;
      const lines = [isCritical ? 'Potassium 6.8 mmol/L CRITICAL' : 'No critical or abnormal values.', ...Array.from({ length: body }, (_, at) => `Remark ${at + 1}: the sample was taken in the morning before any food.`)]; // prettier-ignore
      const patient = seed % 2 === 0 ? `${family.toUpperCase()}, ${given.toUpperCase()}` : `${given} ${family}`;
      const drawn = {
        heading,
        patient,
        born: `${month}/${day}/${year}`,
        dateLabel: 'Date of service',
        date: '11/03/2026',
        lines
      };
      const { page, ms } = await read(drawLetter(drawn, wear(seed)), 'page');
      times.push(ms);
      const person = { patient: 'p', family, given, preferred: '', birthDate, phone: '', identifier: '' };
      const seen = candidatesOf([page], [person], TODAY)[0]?.seen.filter(({ isNear }) => !isNear).map(({ identifier }) => identifier); // prettier-ignore
      const got = [seen, kindOf(page)?.class, paperDateOf(page, TODAY)?.date, criticalWords(page).length > 0];
      for (const [at, value] of [['name', 'birth-date'], kind, '2026-11-03', isCritical].entries())
        if (JSON.stringify(got[at]) !== JSON.stringify(value))
          wrong.push(`${seed}: ${JSON.stringify(value)} as ${JSON.stringify(got[at])}`);
    }
    console.log(`${letters * 4 - wrong.length} of ${letters * 4} right; ${said(times)}\n${wrong.join('\n')}`);
    expect(wrong.length, wrong.join('; ')).toBeLessThanOrEqual(letters * 0.4);
  }
);
