import { expect, test } from 'vitest';
import { placesIn } from '#ui/messages.ts';
import ar from './ar.json';
import en from './en.json';
import es from './es.json';
import vi from './vi.json';
import { kioskWords, LANGUAGES } from './words.ts';
import zh from './zh.json';

test.each(Object.entries({ es, zh, vi, ar }))(
  '[KIO-1] %s says all that English says, with the same places',
  (_, words) => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      const other = (words as Record<string, string>)[key] ?? '';
      expect([key, placesIn(other)]).toEqual([key, placesIn(text)]);
      expect([key, other.trim()]).not.toEqual([key, '']);
    }
  }
);

test('[KIO-1] each language on the first page has its words', async () => {
  for (const { language } of LANGUAGES) {
    const say = await kioskWords(language);
    expect(say('done.seat', { ticket: 'K2-014' })).toContain('K2-014');
  }
});

test('[KIO-4] the closing words are those the clinic agreed on', async () => {
  const say = await kioskWords('en');
  expect(`${say('done.title')} ${say('done.seat', { ticket: 'K2-014' })}`).toBe(
    'Thank you. Please take a seat; the desk will call K2-014.'
  );
});
