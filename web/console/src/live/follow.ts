import type { Me } from '@miaohui/client';
import { useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useEffect, useRef } from 'react';
import { keys } from '../app/keys';
import { notify } from '../app/notices';
import { preferences } from '../app/preferences';
import { forget } from '../app/queries';
import { applyFact, resync } from './apply';
import { start } from './connection';
import type { FactFrame, Frame } from './frames';
import { forgetLines, hearLine, soundOf } from './lines';
import { heardTyping, saidInstead } from './passing';
import { begin, step } from './sender';
import { chime } from './sound';

/** Keeps the page true to what happens, as long as somebody is signed in. */
export function useFollow(me: Me): void {
  const client = useQueryClient();
  const who = useRef(me);
  who.current = me;
  const id = me.id;
  useEffect(() => {
    const hear = (frame: Frame) => {
      if (frame.type === 'typing') heardTyping(frame);
      if (frame.type !== 'fact') return;
      applyFact(client, frame, who.current);
      settle(frame);
      tellOfPromise(frame, who.current);
      hearLine(frame, who.current);
      const calls = begsAttention(frame, id) ? (frame.conversation?.urgency ?? 'normal') : undefined;
      const sound = soundOf(frame, who.current) ?? calls;
      if (sound && preferences.get().sound) chime(sound);
    };
    const stopLive = start({
      frame: hear,
      resync: () => resync(client),
      signedOut: () => forget(client),
      unopened: () => void client.invalidateQueries({ queryKey: keys.me }, { cancelRefetch: false }),
    });
    const stopSending = begin(id, client);
    return () => {
      stopSending();
      stopLive();
      forgetLines();
    };
  }, [client, id]);
}

/** What was said is neither typed nor on its way any more. */
function settle({ message }: FactFrame): void {
  if (!message) return;
  saidInstead(message.conversation, message.author === 'buyer');
  if (message.client_id && message.agent) step({ type: 'confirmed', client_id: message.client_id });
}

/** Whoever has to keep a promise hears that it is due soon; leads hear what was not kept, or what nobody here will. */
function tellOfPromise({ fact, conversation }: FactFrame, me: Me): void {
  const leads = me.role === 'lead' || me.role === 'admin';
  const soon = fact.kind === 'promise_due_soon' && (fact.agent === me.id || (leads && fact.to_lead));
  const broken = fact.kind === 'promise_broken' && (fact.agent === me.id || leads);
  if (!conversation || !(soon || broken)) return;
  const name = conversation.buyer_name ?? `#${conversation.number}`;
  notify(i18next.t(broken ? 'promises.told_broken' : 'promises.told_soon', { name }), { bad: broken });
}

/** Whether something now waits for this person. */
export function begsAttention({ fact, conversation }: FactFrame, me: string): boolean {
  if (!conversation) return false;
  if (fact.kind === 'transferred') return fact.to === me;
  if (fact.kind === 'offered') return fact.agent === me;
  if (fact.kind === 'message_received')
    return conversation.agent === me && conversation.status === 'assigned';
  return fact.kind === 'handed_off' || (fact.kind === 'released' && fact.agent !== me);
}
