import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../chat';
import { Panel } from './Panel';

/** The whole of it: the panel, while it is open. */
export function App({ chat }: { chat: Chat }) {
  const [state, show] = useState(chat.store.get());
  useEffect(() => {
    show(chat.store.get());
    return chat.store.listen(() => show(chat.store.get()));
  }, [chat]);
  return state.open ? <Panel chat={chat} state={state} /> : null;
}
