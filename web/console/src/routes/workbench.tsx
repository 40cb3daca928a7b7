import type { Conversation } from '@miaohui/client';
import { Empty } from '@miaohui/ui/state';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { buyerQuery, openQuery, useMe, useOpen } from '../app/queries';
import { BasketButton } from '../features/basket/basket';
import { BuyerPane } from '../features/buyer/buyer';
import { CallInBanner } from '../features/call-in/banner';
import { ConversationPane } from '../features/conversation/conversation';
import { FlowStrip } from '../features/flows/strip';
import { Queue } from '../features/queue/queue';
import { TimeStrip } from '../features/sla/time-strip';
import { SurgeBanner } from '../features/surge/surge';
import type { Wanted } from '../live/conversations';

/** Queue, conversation, buyer. */
export function Workbench() {
  const { t } = useTranslation();
  const me = useMe();
  const search = useSearch({ from: '/' });
  const navigate = useNavigate();
  const wanted: Wanted = {
    view: search.view ?? 'waiting',
    sort: search.sort ?? 'loss',
    shop: search.shop,
    text: search.text,
  };
  const select = useCallback(
    (c: string) => void navigate({ to: '/', search: (now) => ({ ...now, c }), replace: true }),
    [navigate],
  );
  const near = usePrefetch();
  return (
    <div className={search.c ? 'workbench opened' : 'workbench'}>
      <SurgeBanner />
      <Queue
        wanted={wanted}
        onWanted={(next) => void navigate({ to: '/', search: { ...next, c: search.c }, replace: true })}
        selected={search.c}
        onSelect={select}
        onNear={near}
        me={me.id}
        banner={<CallInBanner />}
      />
      {search.c ? (
        <Opened key={search.c} id={search.c} onOpen={select} />
      ) : (
        <>
          <main className="pane conv">
            <Empty icon="chat" title={t('conversation.none')}>
              <p>{t('conversation.none_about')}</p>
            </Empty>
          </main>
          <aside className="pane buyer" aria-label={t('buyer.title')} />
        </>
      )}
    </div>
  );
}

function Opened({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data: open } = useOpen(id);
  return (
    <>
      <ConversationPane
        id={id}
        time={(conversation) => <TimeStrip conversation={conversation} />}
        flows={(conversation, currency) => (
          <FlowStrip
            conversation={conversation}
            currency={currency}
            more={<BasketButton conversation={conversation} me={me.id} currency={currency} />}
          />
        )}
      />
      {open ? (
        <BuyerPane id={open.conversation.buyer} current={id} onOpen={onOpen} />
      ) : (
        <aside className="pane buyer" aria-label={t('buyer.title')} />
      )}
    </>
  );
}

/** What was said and who asks are known before the conversation is opened. */
function usePrefetch() {
  const client = useQueryClient();
  return useCallback(
    ({ id, buyer }: Conversation) => {
      void client.prefetchQuery(openQuery(id, client));
      void client.prefetchQuery(buyerQuery(buyer));
    },
    [client],
  );
}
