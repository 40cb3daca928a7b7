import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the program of this name is: as a shell would find it. */
export function found(program: string): string {
  if (program.includes('/')) return program;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const place = folders.map((folder) => join(folder, program)).find(runs);
  if (!place) throw new Error(`there is no ${program}: install Chromium, or name it in MIAOHUI_TEST_BROWSER`);
  return place;
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
