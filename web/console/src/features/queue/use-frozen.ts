import type { Conversation } from '@miaohui/client';
import { useRef, useState } from 'react';
import { freeze } from './freeze';

/** Rows as they are shown: in the order that is due, or, under the pointer, in the order that was. */
export function useFrozen(conversations: Conversation[], scope: string) {
  const [over, setOver] = useState(false);
  const shown = useRef<{ scope: string; ids: string[] }>({ scope, ids: [] });
  const known = useRef(new Map<string, Conversation>());
  for (const one of conversations) known.current.set(one.id, one);
  const wanted = conversations.map((one) => one.id);
  const held = over && shown.current.scope === scope && shown.current.ids.length > 0;
  const { ids, changes } = held ? freeze(shown.current.ids, wanted) : { ids: wanted, changes: 0 };
  shown.current = { scope, ids };
  const there = new Set(wanted);
  return {
    rows: ids.flatMap((id) => {
      const conversation = known.current.get(id);
      return conversation ? [{ conversation, gone: !there.has(id) }] : [];
    }),
    changes,
    enter: () => setOver(true),
    leave: () => setOver(false),
  };
}
