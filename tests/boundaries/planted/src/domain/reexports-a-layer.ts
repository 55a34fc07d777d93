export { storage as bad } from '#storage/offer.ts';
