import { api, type Conversation, data, type OpenConversation } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { shopsQuery, useMe, useOpen } from '../../app/queries';
import { useShortcut } from '../../app/shortcuts';
import { useTyping } from '../../live/passing';
import { useActions } from './actions';
import { Captured, useCapture } from './captured';
import { Composer } from './composer';
import { Header } from './header';
import { isAnswer } from './message';
import { PromisedStrip } from './promised';
import { Stream } from './stream';
import { useReadMark } from './use-read-mark';

interface Props {
  id: string;
  /** What can be done about it, between what was said and what is written. */
  flows: (conversation: Conversation, currency: string | undefined) => ReactNode;
  /** Where its time went, below its head. */
  time: (conversation: Conversation) => ReactNode;
}

/** One conversation; each has its own. */
export function ConversationPane({ id, flows, time }: Props) {
  const { t } = useTranslation();
  const open = useOpen(id);
  if (open.data) return <Opened open={open.data} flows={flows} time={time} />;
  return (
    <main className="pane conv" aria-label={t('conversation.timeline')}>
      {open.isError ? (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(open.error, t)}</p>
          <Button onClick={() => void open.refetch()}>{t('common.retry')}</Button>
        </Empty>
      ) : (
        <Skeleton lines={6} label={t('common.loading')} />
      )}
    </main>
  );
}

function Opened({ open, flows, time }: { open: OpenConversation } & Omit<Props, 'id'>) {
  const { t } = useTranslation();
  const me = useMe();
  const { conversation } = open;
  const { data: shops = [] } = useQuery(shopsQuery);
  const shop = shops.find((one) => one.id === conversation.shop);
  const actions = useActions(conversation.id);
  const suggestion = useSuggestion(conversation, me.id);
  const typing = useTyping(conversation.id);
  const capture = useCapture(conversation.id);
  useReadMark(conversation, me.id);
  useShortcut('keep', () => {
    const last = open.messages.findLast(isAnswer);
    if (last && !capture.isPending) capture.mutate(last.id);
  });
  useShortcut('open', () => {
    if (conversation.status === 'waiting' && !actions.claim.isPending) actions.claim.mutate();
    else document.querySelector<HTMLElement>('.comp textarea')?.focus();
  });
  return (
    <main
      className="pane conv"
      aria-label={conversation.buyer_name ?? t('conversation.number', { n: conversation.number })}
    >
      <Header
        conversation={conversation}
        shop={shop}
        me={me.id}
        mayManage={me.role === 'lead' || me.role === 'admin'}
        actions={actions}
      />
      {time(conversation)}
      <Stream open={open} currency={shop?.currency} onCapture={capture.mutate} />
      {flows(conversation, shop?.currency)}
      {capture.data && (
        <Captured proposal={capture.data} keeper={me.role !== 'agent'} onClose={capture.reset} />
      )}
      {typing.agent && (
        <p className="colleague" role="status">
          <Icon name="warn" small />
          {t('conversation.typing_agent', { name: typing.agent.name })}
        </p>
      )}
      <PromisedStrip conversation={conversation} me={me.id} />
      <Composer conversation={conversation} me={me.id} suggestion={suggestion} />
    </main>
  );
}

/** An answer to what the buyer has open; asked for anew when the buyer says more. */
function useSuggestion(c: Conversation, me: string) {
  const mine = c.status === 'assigned' && c.agent === me;
  const { data: offered } = useQuery({
    queryKey: keys.suggestion(c.id, c.last_buyer_seq),
    queryFn: () => data(api.GET('/api/v1/conversations/{id}/suggestion', { params: { path: { id: c.id } } })),
    enabled: (mine || c.status === 'waiting') && c.unanswered_since !== null,
    staleTime: 60_000,
    retry: 1,
  });
  return mine && c.unanswered_since ? (offered?.suggestion ?? undefined) : undefined;
}
