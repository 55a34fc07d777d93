import type { PageTools } from '#features/documents/page-tools.ts';

/** Fetched when somebody brings or opens a document. */
const tools = () => import('#devices/page-pictures.ts');

/** What a desk does with pictures and PDFs that come in. */
export const pictures: PageTools = {
  thumbnailOf: async (bytes, type) => await (await tools()).smallPictureOf(bytes, type),
  lookAtPicture: async (bytes, type) => await (await tools()).lookAtPicture(bytes, type),
  findPage: async (bytes, type) => await (await tools()).findPage(bytes, type),
  cutPage: async (bytes, type, how, most) => await (await tools()).cutPage(bytes, type, how, most),
  readPdf: async (bytes) => await (await tools()).readPdf(bytes),
  pickFolder:
    'showDirectoryPicker' in globalThis
      ? async () => await (await import('#devices/scanner-folder.ts')).pickFolder()
      : undefined,
  startCamera: async (video) => await (await import('#devices/camera-picture.ts')).startCardCamera(video)
};
