import type { PageTools } from '#features/documents/page-tools.ts';

/** Fetched when somebody brings or opens a document. */
const tools = () => import('#devices/page-pictures.ts');

/** What a desk does with pictures and PDFs that come in. */
export const pictures: PageTools = {
  thumbnailOf: async (bytes, type) => await (await tools()).smallPictureOf(bytes, type),
  readPdf: async (bytes) => await (await tools()).readPdf(bytes),
  startCamera: async (video) => await (await import('#devices/camera-picture.ts')).startCardCamera(video)
};
