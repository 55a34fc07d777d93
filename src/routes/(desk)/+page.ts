import { redirect } from '@sveltejs/kit';

/** A desk opens on today. */
export function load(): never {
  redirect(307, '/today');
}
