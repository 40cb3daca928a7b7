/** What makes spreadsheets read UTF-8, Chinese with it. */
export const BOM = '\uFEFF';

export type Cell = string | number | null | undefined;

/** A cell. What a spreadsheet would take for a formula is shown as text. */
export function cell(value: Cell): string {
  if (value == null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line. */
export function line(cells: Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}
