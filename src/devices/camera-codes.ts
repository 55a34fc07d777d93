import type { CodeFormat } from './code-reader.ts';

/** How long between two looks, milliseconds: fast enough for a hand, slow enough for a small kiosk. */
const LOOK_MS = 160;
/** The same code held still is not told again within this time. */
const REPEAT_MS = 4_000;

/**
 * Shows a camera in `video` and tells each code seen. Pictures are looked at in memory and thrown away. The decoder is loaded
 * on the first use, from this app's own address.
 * @returns the way to stop, which also turns the camera off
 * @throws DOMException when there is no camera, or it may not be used; TypeError where the page is not secure
 */
export async function startCodeCamera(
  video: HTMLVideoElement,
  onCode: (text: string) => void,
  formats?: readonly CodeFormat[]
): Promise<() => void> {
  const wanted = { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 } } as const;
  const [stream, read] = await Promise.all([
    navigator.mediaDevices.getUserMedia({ video: wanted, audio: false }),
    import('./code-reader.ts').then(({ codeReader }) => codeReader(formats))
  ]);
  const stopStream = (): void => stream.getTracks().forEach((track) => track.stop());
  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stopStream();
    throw error;
  }

  const canvas = new OffscreenCanvas(1, 1);
  let told: { text: string; at: number } | null = null;
  let isOn = true;
  async function look(): Promise<void> {
    const text = await read(pictureOf(video, canvas));
    if (!isOn) return;
    const now = performance.now();
    if (text !== null && (told?.text !== text || now - told.at > REPEAT_MS)) {
      told = { text, at: now };
      onCode(text);
    }
    timer = setTimeout(() => void look(), LOOK_MS);
  }
  let timer = setTimeout(() => void look(), LOOK_MS);

  return () => {
    isOn = false;
    clearTimeout(timer);
    stopStream();
    video.srcObject = null;
  };
}

function pictureOf(video: HTMLVideoElement, canvas: OffscreenCanvas): ImageData | null {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width || !height) return null;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, 0, 0);
  return context?.getImageData(0, 0, width, height) ?? null;
}
