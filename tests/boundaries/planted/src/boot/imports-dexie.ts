import { Dexie } from 'dexie';
export const bad = Dexie;
