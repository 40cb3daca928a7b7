/**
 * What a tile takes at least of the longer side of the room, to be read from across it whatever the screen: six on most.
 * A phone is read from near.
 */
const [WIDTH_SHARE, HEIGHT_SHARE] = [0.29, 0.19];
/** And in pixels. */
const [LEAST_WIDTH, LEAST_HEIGHT] = [300, 240];

export interface Layout {
  columns: number;
  rows: number;
  pages: number;
}

/** How so many tiles lie in a room of this size without scrolling, evenly over as few screens as it takes. */
export function layOut(tiles: number, width: number, height: number): Layout {
  const longer = Math.max(width, height);
  const most = Math.max(1, Math.floor(width / Math.max(LEAST_WIDTH, longer * WIDTH_SHARE)));
  const deep = Math.max(1, Math.floor(height / Math.max(LEAST_HEIGHT, longer * HEIGHT_SHARE)));
  const pages = Math.max(1, Math.ceil(tiles / (most * deep)));
  const each = Math.max(1, Math.ceil(tiles / pages));
  const rows = Math.ceil(each / most);
  return { columns: Math.ceil(each / rows), rows, pages };
}

/** How wide a text is, in the height of its letters: by it a figure is made as large as its tile allows. */
export function ems(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : letter === ' ' ? 0.35 : 0.72), 0);
}
