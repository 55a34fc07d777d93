export { domain } from './offer.ts';
