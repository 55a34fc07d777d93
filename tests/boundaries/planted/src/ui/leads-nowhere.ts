import { nothing } from '#ui/nowhere.ts';
export const bad = nothing;
