import type { TFunction } from 'i18next';
import { notify } from './notices';

/** Puts a text on the clipboard, and says whether it is there. */
export async function copied(text: string): Promise<boolean> {
  try {
    // There is no clipboard in a page that did not come by TLS, and a person may have forbidden it.
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // The old way may still do.
  }
  return copiedBySelecting(text);
}

/** Copies a text and tells how it went. */
export async function copy(text: string, t: TFunction): Promise<void> {
  if (await copied(text)) notify(t('common.copied'), { bad: false });
  else notify(t('common.copy_by_hand'), { bad: true });
}

/** As pages copied before there was a clipboard: what is selected, and the focus goes back to where it was. */
function copiedBySelecting(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  // In view, so that selecting it scrolls nothing, and gone before it is seen.
  area.style.position = 'fixed';
  area.style.top = '0';
  // Behind an open window nothing can be selected.
  const windows = document.querySelectorAll('dialog[open]');
  (windows[windows.length - 1] ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
