import { expect, test } from 'vitest';
import { clockIn, dateIn } from './kiosk-dates.ts';

test('[KIO-7] a date that does not exist is named in the reader’s language', () => {
  expect(dateIn('en', '2023-02-29')).toBe('29 February 2023');
  expect(dateIn('es', '2023-02-31')).toBe('31 de febrero de 2023');
});

test('[KIO-5] a time is said as the reader says it, and stays as it is where it is none', () => {
  expect(clockIn('en', '14:20').replace(/\s/g, ' ')).toBe('2:20 PM');
  expect(clockIn('es', '09:05')).toMatch(/9:05/);
  expect(clockIn('en', 'soon')).toBe('soon');
});
