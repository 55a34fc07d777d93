/** The package has types and does not say where (0.11.0: no `types` among its `exports`). What we use of it. */
declare module 'tesseract-wasm' {
  export interface TextItem {
    readonly text: string;
    readonly rect: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
    /** 0 to 1. */
    readonly confidence: number;
  }
  export interface OCREngine {
    setVariable(name: string, value: string): void;
    loadModel(model: ArrayBuffer): void;
    loadImage(image: ImageData): void;
    clearImage(): void;
    /** @param onProgress is told percents */
    getTextBoxes(unit: 'word', onProgress: (percent: number) => void): readonly TextItem[];
  }
  export function createOCREngine(options: { readonly wasmBinary: ArrayBuffer }): Promise<OCREngine>;
}
