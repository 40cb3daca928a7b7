/** What a tile needs to be read from across a room, in pixels. */
const [TILE_WIDTH, TILE_HEIGHT] = [560, 360];

export interface Layout {
  columns: number;
  rows: number;
  pages: number;
}

/** How so many tiles lie in a room of this size without scrolling, evenly over as few screens as it takes. */
export function layOut(tiles: number, width: number, height: number): Layout {
  const most = Math.max(1, Math.floor(width / TILE_WIDTH));
  const deep = Math.max(1, Math.floor(height / TILE_HEIGHT));
  const pages = Math.max(1, Math.ceil(tiles / (most * deep)));
  const each = Math.max(1, Math.ceil(tiles / pages));
  const rows = Math.ceil(each / most);
  return { columns: Math.ceil(each / rows), rows, pages };
}

/** How wide a text is, in the height of its letters: by it a figure is made as large as its tile allows. */
export function ems(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : letter === ' ' ? 0.35 : 0.72), 0);
}
