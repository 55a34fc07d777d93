import { expect, test } from 'vitest';
import { LIMITS } from '#protocol/limits.ts';
import { DayBudget } from './day-budget.ts';

const kiosk = { deviceNo: 7, role: 'kiosk' as const, site: 'main' };
const desk = { deviceNo: 8, role: 'desk' as const, site: 'main' };

test('[CON-11] a device sends so many bytes a day and no more; another one, and the next day, have their own', () => {
  let now = Date.UTC(2026, 10, 20, 23);
  const budget = new DayBudget(() => now);
  const { bytesPerDay } = LIMITS.kiosk;
  expect(budget.take(kiosk, bytesPerDay - 10)).toBe(true);
  expect(budget.take(kiosk, 11)).toBe(false);
  expect(budget.take(kiosk, 10)).toBe(true);
  expect(budget.take(kiosk, 1)).toBe(false);
  expect(budget.take(desk, bytesPerDay * 2)).toBe(true);
  now += 3_600_000;
  expect(budget.take(kiosk, 1)).toBe(true);
});
