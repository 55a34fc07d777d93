/** The longer side, pixels: twice what a list shows, for dense screens. */
const SIDE = 192;
const QUALITY = 0.7;

/** A small JPEG of a picture; null for what this browser cannot draw. The picture is looked at in memory and thrown away. */
export async function thumbnailOf(bytes: Uint8Array, type: string): Promise<Uint8Array | null> {
  if (!type.startsWith('image/')) return null;
  const picture = await createImageBitmap(new Blob([bytes as BlobPart], { type })); // nothing of ours lies in shared memory
  try {
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    picture.close();
  }
}
