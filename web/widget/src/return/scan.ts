/** Couriers print these; a label's QR code leads elsewhere. */
const FORMATS = ['code_128', 'code_39', 'code_93', 'codabar', 'itf', 'ean_13'];

interface Detector {
  detect(image: ImageBitmap): Promise<{ rawValue: string }[]>;
}

type DetectorClass = { new (options: { formats: string[] }): Detector };

/** The barcodes in a photo: by the browser where it can, else by a library that is loaded only now. */
export async function barcodes(photo: Blob): Promise<string[]> {
  const own = await byBrowser(photo).catch(() => []);
  return own.length > 0 ? own : byLibrary(photo);
}

async function byBrowser(photo: Blob): Promise<string[]> {
  const known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!known) return [];
  const found = await new known({ formats: FORMATS }).detect(await createImageBitmap(photo));
  return found.map((one) => one.rawValue);
}

async function byLibrary(photo: Blob): Promise<string[]> {
  const { read } = await import('./barcode');
  const text = await read(photo);
  return text === null ? [] : [text];
}
