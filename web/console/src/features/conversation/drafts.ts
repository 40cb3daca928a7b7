const PLACE = 'miaohui.drafts';

export interface Draft {
  text: string;
  /** The suggestion it began as. */
  suggestion?: string;
  /** The snippet it began as, filled, and which of its variables had no value. */
  snippet?: { id: string; text: string; missing: string[] };
}

type Drafts = Record<string, Draft>;

function read(): Drafts {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}');
  } catch {
    return {};
  }
}

/** What was being written in a conversation, kept while one looks elsewhere and when the page is loaded again. */
export function draftOf(key: string): Draft {
  return read()[key] ?? { text: '' };
}

export function keepDraft(key: string, draft: Draft): void {
  const { [key]: _, ...others } = read();
  localStorage.setItem(PLACE, JSON.stringify(draft.text ? { ...others, [key]: draft } : others));
}
