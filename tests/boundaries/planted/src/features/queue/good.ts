import Papa from 'papaparse';
import { domain } from '#domain/offer.ts';
import { station } from '#station/offer.ts';
import { ui } from '#ui/offer.ts';
import { queue } from './offer.ts';
export const queueWith = [Papa, domain, station, ui, queue];
