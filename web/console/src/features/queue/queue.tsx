import type { Conversation } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { listQuery, shopsQuery } from '../../app/queries';
import { useShortcut } from '../../app/shortcuts';
import type { Wanted } from '../../live/conversations';
import { Filters } from './filters';
import { neighbour } from './freeze';
import { Row } from './row';
import { useFrozen } from './use-frozen';
import { Views } from './views';

interface Props {
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  selected: string | undefined;
  onSelect: (id: string) => void;
  /** Somebody may soon open this one. */
  onNear: (conversation: Conversation) => void;
  me: string;
  /** What everybody must know about the queue. */
  banner: ReactNode;
}

export function Queue({ wanted, onWanted, selected, onSelect, onNear, me, banner }: Props) {
  const { t } = useTranslation();
  const list = useQuery({
    ...listQuery(wanted, me),
    placeholderData: (before, query) => (sameView(query?.queryKey[1], wanted) ? before : undefined),
  });
  const { data: shops = [] } = useQuery(shopsQuery);
  const { rows, changes, enter, leave } = useFrozen(list.data?.conversations ?? [], JSON.stringify(wanted));
  const element = useRef<HTMLUListElement>(null);
  const ids = rows.map((row) => row.conversation.id);
  const go = (by: 1 | -1) => {
    const next = neighbour(ids, selected, by);
    if (next) onSelect(next);
  };
  useShortcut('down', () => go(1));
  useShortcut('up', () => go(-1));
  useEffect(() => {
    if (selected)
      element.current?.querySelector(`[data-row="${selected}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const total = list.data?.conversations.length;
  return (
    <section className="pane queue" aria-label={t('queue.title')}>
      <header className="phead">
        <h1>{t('queue.title')}</h1>
        {total !== undefined && <span className="meta">{t('queue.total', { n: total })}</span>}
        <Filters wanted={wanted} onWanted={onWanted} shops={shops} />
      </header>
      {banner}
      <Views counts={list.data?.counts} wanted={wanted} onWanted={onWanted} />
      {changes > 0 && (
        <button type="button" className="changes" onClick={leave}>
          {t('queue.apply', { n: changes })}
        </button>
      )}
      <div
        className="q"
        onPointerEnter={(event) => event.pointerType === 'mouse' && enter()}
        onPointerMove={(event) => event.pointerType === 'mouse' && enter()}
        onPointerLeave={leave}
      >
        {list.isPending && <Skeleton lines={7} label={t('common.loading')} />}
        {list.isError && !list.data && (
          <Empty icon="warn" title={t('common.failed')}>
            <p>{words(list.error, t)}</p>
            <Button onClick={() => void list.refetch()}>{t('common.retry')}</Button>
          </Empty>
        )}
        {list.data && rows.length === 0 && <NothingHere wanted={wanted} />}
        <ul ref={element} aria-label={t('queue.list')}>
          {rows.map(({ conversation, gone }) => (
            <Row
              key={conversation.id}
              conversation={conversation}
              shop={shops.find((shop) => shop.id === conversation.shop)}
              selected={conversation.id === selected}
              gone={gone}
              me={me}
              onSelect={onSelect}
              onNear={onNear}
            />
          ))}
        </ul>
      </div>
      <footer className="qfoot">
        <span>
          <kbd>J</kbd>
          <kbd>K</kbd>
          {t('queue.move')}
        </span>
        <span>
          <kbd>Enter</kbd>
          {t('queue.enter')}
        </span>
        <span>
          <kbd>?</kbd>
          {t('queue.help')}
        </span>
      </footer>
    </section>
  );
}

function sameView(key: unknown, wanted: Wanted): boolean {
  return (key as Wanted | undefined)?.view === wanted.view;
}

function NothingHere({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation();
  if (wanted.text)
    return (
      <Empty icon="search" title={t('queue.empty_search')}>
        <p>{t('queue.empty_search_about')}</p>
      </Empty>
    );
  const about =
    wanted.view === 'waiting' || wanted.view === 'mine' ? t(`queue.empty_${wanted.view}_about`) : undefined;
  return (
    <Empty icon={wanted.view === 'waiting' ? 'ok' : 'chat'} title={t(`queue.empty_${wanted.view}`)}>
      {about && <p>{about}</p>}
    </Empty>
  );
}
