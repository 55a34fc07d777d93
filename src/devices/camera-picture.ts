/** The longer side of a picture, pixels: the small print of a card (86 mm wide) is then 1,600 / 86 = 18 pixels a millimetre. */
const SIDE = 1600;
/** Tried in turn until the picture is small enough. */
const QUALITIES = [0.85, 0.7, 0.5, 0.3];
/** Bytes; what a kiosk may send (src/protocol/blobs/blob-http.ts). */
const LARGEST = 1024 * 1024;

export interface CardCamera {
  take(): Promise<Uint8Array>;
  stop(): void;
}

/**
 * Shows a camera in `video`, to take pictures of what lies before it. A picture is in memory alone, and has none of what cameras write beside
 * it (place, time, device): it is drawn anew.
 * @throws DOMException when there is no camera, or it may not be used; TypeError where the page is not secure
 */
export async function startCardCamera(video: HTMLVideoElement): Promise<CardCamera> {
  const wanted = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } } as const;
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  const stop = (): void => {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  return { take: () => pictureOf(video), stop };
}

async function pictureOf(video: HTMLVideoElement): Promise<Uint8Array> {
  const { videoWidth, videoHeight } = video;
  if (!videoWidth || !videoHeight) throw new DOMException('The camera shows nothing.', 'InvalidStateError');
  const scale = Math.min(1, SIDE / Math.max(videoWidth, videoHeight));
  const canvas = new OffscreenCanvas(Math.round(videoWidth * scale), Math.round(videoHeight * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('No picture can be drawn here.', 'InvalidStateError');
  context.imageSmoothingQuality = 'high';
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (blob.size <= LARGEST) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new DOMException('The picture is too large.', 'DataError');
}
