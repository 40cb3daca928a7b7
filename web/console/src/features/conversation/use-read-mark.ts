import type { Conversation } from '@miaohui/client';
import { useEffect } from 'react';
import { say, useLive } from '../../live/connection';

/** Tells the house that the buyer's messages have been seen, while the page is really looked at. */
export function useReadMark({ id, last_seq, agent_read_seq, status, agent }: Conversation, me: string): void {
  const live = useLive();
  const owes = status === 'assigned' && agent === me && last_seq > agent_read_seq;
  useEffect(() => {
    if (!owes || live !== 'live') return;
    const tell = () => {
      if (document.visibilityState === 'visible') say({ type: 'read', conversation: id, seq: last_seq });
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [owes, live, id, last_seq]);
}
