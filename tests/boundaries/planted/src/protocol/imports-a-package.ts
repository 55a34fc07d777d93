import Papa from 'papaparse';
export const bad = Papa;
