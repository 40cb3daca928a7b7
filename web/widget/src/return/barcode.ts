import {
  BinaryBitmap,
  DecodeHintType,
  HTMLCanvasElementLuminanceSource,
  HybridBinarizer,
  MultiFormatOneDReader,
} from '@zxing/library';

/** Photos are larger than any barcode needs. */
const LONGEST = 1600;

/** The barcode in a photo; null when there is none. */
export async function read(photo: Blob): Promise<string | null> {
  const picture = await createImageBitmap(photo);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const hints = new Map<DecodeHintType, unknown>([[DecodeHintType.TRY_HARDER, true]]);
  const reader = new MultiFormatOneDReader(hints);
  // People hold the phone either way.
  for (const turned of [false, true]) {
    const source = new HTMLCanvasElementLuminanceSource(drawn(picture, scale, turned));
    try {
      return reader.decode(new BinaryBitmap(new HybridBinarizer(source)), hints).getText();
    } catch {
      // The library says by throwing that it found nothing; the other way round is tried next.
    }
  }
  return null;
}

function drawn(picture: ImageBitmap, scale: number, turned: boolean): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.width = turned ? height : width;
  canvas.height = turned ? width : height;
  const context = canvas.getContext('2d');
  if (context && turned) {
    context.translate(height, 0);
    context.rotate(Math.PI / 2);
  }
  context?.drawImage(picture, 0, 0, width, height);
  return canvas;
}
