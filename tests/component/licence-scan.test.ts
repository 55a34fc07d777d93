import '#ui/tokens.css';
import '#ui/base.css';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { DriverLicence } from '#domain/import/driver-licence.ts';
import LicenceScan from '#features/patients/LicenceScan.svelte';
import { EMPTY } from '#features/patients/demographics-text.ts';
import { withLicence } from '#features/patients/licence-text.ts';
import { memoryStation } from '#station/memory-station.ts';
import { renderAt } from '#tests/setup/render-at.ts';

const CARD =
  '@\nANSI 636001080002DL00410264ZN03050035DLDAQT0000001\nDCSAL-TESTING\nDACANA\nDADMARIE\nDBB03091971\nDBC2\nDAG12 INVENTED ST\nDAIANYTOWN\nDAJNY\nDAK104100000\n';

async function scan(text: string): Promise<DriverLicence[]> {
  const read: DriverLicence[] = [];
  const station = memoryStation();
  await renderAt(station, LicenceScan, { open: true, onread: (licence: DriverLicence) => read.push(licence) });
  const field = page.getByRole('textbox', { name: /Scan the wide bar code/ });
  await expect.element(field).toHaveFocus();
  await userEvent.fill(field, text);
  station.setNow(station.now() + 1_000);
  return read;
}

test('[REG-11] a scanned card fills the form in ordinary letters, once the scanner is done', async () => {
  const read = await scan(CARD);
  await vi.waitFor(() => expect(read).toHaveLength(1));
  const [licence] = read;
  if (!licence) throw new Error('nothing was read');
  const text = withLicence({ ...EMPTY, email: 'ana@example.org' }, licence);
  expect(text.name).toMatchObject({ given: 'Ana', middle: 'Marie', family: 'Al-Testing' });
  expect(text.address).toEqual({
    street: '12 Invented St',
    unit: '',
    city: 'Anytown',
    state: 'NY',
    postalCode: '10410',
    country: ''
  });
  expect([text.sex, text.email]).toEqual(['female', 'ana@example.org']);
  expect(JSON.stringify(text)).not.toContain('T0000001');
});

test('[REG-11] anything else is refused in words and stays out of the form', async () => {
  const read = await scan('4006381333931\n');
  await expect.element(page.getByText(/That is no bar code of a US or Canadian driver licence/)).toBeVisible();
  await expect.element(page.getByRole('textbox', { name: /Scan the wide bar code/ })).toHaveValue('');
  expect(read).toEqual([]);
});
