import { expect, test } from 'vitest';
import { clockIn, dateIn } from './kiosk-dates.ts';

test('[KIO-7] a date that does not exist is named in the reader’s language', () => {
  expect(dateIn('en', '2023-02-29')).toBe('29 February 2023');
  expect(dateIn('es', '2023-02-31')).toBe('31 de febrero de 2023');
  expect(dateIn('zh', '2023-02-31')).toBe('2023年二月31日');
  expect(dateIn('vi', '2023-02-31')).toBe('31 tháng 2 năm 2023');
  expect(dateIn('ar', '2023-02-31')).toBe('31 فبراير 2023');
});

test('[KIO-5] a time is said as the reader says it, and stays as it is where it is none', () => {
  expect(clockIn('en', '14:20').replace(/\s/g, ' ')).toBe('2:20 PM');
  expect(clockIn('es', '09:05')).toMatch(/9:05/);
  expect(clockIn('zh', '14:20')).toBe('下午2:20');
  expect(clockIn('vi', '14:20').replace(/\s/g, ' ')).toBe('2:20 CH');
  expect(clockIn('ar', '14:20').replace(/\s/g, ' ')).toBe('2:20 م');
  expect(clockIn('en', 'soon')).toBe('soon');
});
