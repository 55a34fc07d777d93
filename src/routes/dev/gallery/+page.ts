import { error } from '@sveltejs/kit';

/** The gallery is for looking at while building: a production build has the address but none of its code. */
export async function load({ url }: { readonly url: URL }) {
  if (!import.meta.env.DEV) error(404);
  const { default: Gallery } = await import('./Gallery.svelte');
  return { Gallery, scene: url.searchParams.get('scene') ?? 'components' };
}
