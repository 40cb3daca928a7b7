import { useEffect, useRef } from 'react';

type Take = (text: string) => void;

/** Where an answer is written now, by conversation. */
const boxes = new Map<string, Take>();

/** Puts a text into the answer that is being written; false when none is written there. */
export function insert(conversation: string, text: string): boolean {
  const take = boxes.get(conversation);
  take?.(text);
  return take !== undefined;
}

/** What others put into the answer comes here; the answer can be written while it is `open`. */
export function useInserted(conversation: string, open: boolean, take: Take): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (!open) return;
    const box: Take = (text) => latest.current(text);
    boxes.set(conversation, box);
    return () => {
      if (boxes.get(conversation) === box) boxes.delete(conversation);
    };
  }, [conversation, open]);
}
