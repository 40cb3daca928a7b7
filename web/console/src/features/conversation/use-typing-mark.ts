import { useEffect, useRef } from 'react';
import { say } from '../../live/connection';

/** The mark fades by itself on the other side: it is sent again this often while somebody goes on. */
const AGAIN_MS = 3000;
const STOPS_AFTER_MS = 4000;

/** Tells the buyer and colleagues that an answer is being written. */
export function useTypingMark(conversation: string) {
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    if (last.current === 0) return;
    last.current = 0;
    say({ type: 'typing', conversation, on: false });
  };
  const mark = () => {
    const now = Date.now();
    if (now - last.current > AGAIN_MS && say({ type: 'typing', conversation, on: true })) last.current = now;
    clearTimeout(timer.current);
    timer.current = setTimeout(stop, STOPS_AFTER_MS);
  };
  const latest = useRef(stop);
  latest.current = stop;
  useEffect(() => () => latest.current(), []);
  return { mark, stop };
}
