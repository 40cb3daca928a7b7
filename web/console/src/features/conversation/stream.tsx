import { api, data, type OpenConversation } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { useNow } from '../../app/now';
import { daysBetween, fullDay } from '../../i18n/format';
import { unconfirmed } from '../../live/outbox';
import { useTyping } from '../../live/passing';
import { useOutbox } from '../../live/sender';
import { MessageLine } from './message';
import { PacketCard } from './packet';
import { PendingLine } from './pending';
import { pieces } from './timeline';

/** Nearer to the end than this is taken to be at the end. */
const AT_END_PX = 80;

interface Props {
  open: OpenConversation;
  /** The shop's, in which prices are. */
  currency: string | undefined;
  onCapture: (message: string) => void;
}

export function Stream({ open, currency, onCapture }: Props) {
  const { t } = useTranslation();
  const { conversation, messages } = open;
  const element = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const heightBefore = useRef<number>(undefined);
  const [unseen, setUnseen] = useState(false);
  const waiting = unconfirmed(useOutbox(), conversation.id, messages);
  const typing = useTyping(conversation.id);
  const first = messages[0]?.seq ?? 1;
  const last = `${messages.at(-1)?.id}/${waiting.length}/${Boolean(typing.buyer)}`;
  const older = useOlder(conversation.id, first);
  const buyer = conversation.buyer_name ?? t('queue.anonymous', { n: conversation.number });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message is what this waits for
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    if (atEnd.current) box.scrollTop = box.scrollHeight;
    else setUnseen(true);
  }, [last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was being read stays where it is when older lines come above it
  useLayoutEffect(() => {
    const box = element.current;
    if (!box || heightBefore.current === undefined) return;
    box.scrollTop += box.scrollHeight - heightBefore.current;
    heightBefore.current = undefined;
  }, [first]);

  // When an answer is suggested the place for it grows, and pictures take theirs when they come: the end stays in sight.
  const stay = () => {
    const box = element.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads what is true when it runs
  useEffect(() => {
    if (!element.current) return;
    const watch = new ResizeObserver(stay);
    watch.observe(element.current);
    return () => watch.disconnect();
  }, []);

  const end = () => element.current?.scrollTo({ top: element.current.scrollHeight });
  return (
    <div
      ref={element}
      className="tl"
      role="log"
      aria-label={t('conversation.timeline')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      onLoadCapture={stay}
      onScroll={(event) => {
        const box = event.currentTarget;
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
        if (atEnd.current) setUnseen(false);
      }}
    >
      {conversation.packet && <PacketCard packet={conversation.packet} />}
      {first > 1 && (
        <Button
          look="quiet"
          className="older"
          disabled={older.isPending}
          onClick={() => {
            heightBefore.current = element.current?.scrollHeight;
            atEnd.current = false;
            older.mutate();
          }}
        >
          {t('conversation.older')}
        </Button>
      )}
      {pieces(messages).map((piece) =>
        piece.type === 'day' ? (
          <Day key={piece.at} at={piece.at} />
        ) : (
          <MessageLine
            key={piece.message.id}
            message={piece.message}
            first={piece.first}
            buyer={buyer}
            currency={currency}
            onCapture={onCapture}
            read={piece.message.seq <= conversation.buyer_read_seq && piece.message.author !== 'bot'}
          />
        ),
      )}
      {waiting.map((item) => (
        <PendingLine key={item.client_id} item={item} />
      ))}
      {typing.buyer && (
        <p className="typing" aria-live="polite">
          <b>{buyer}</b> {t('conversation.typing')}
          <i />
          <i />
          <i />
          {typing.buyer.text && <span className="ell">{typing.buyer.text}</span>}
        </p>
      )}
      {unseen && (
        <button type="button" className="unseen" onClick={end}>
          {t('conversation.new_messages')}
        </button>
      )}
    </div>
  );
}

function Day({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const days = daysBetween(at, useNow());
  const words =
    days === 0
      ? t('conversation.today')
      : days === 1
        ? t('conversation.yesterday')
        : fullDay(at, i18n.language);
  return (
    <p className="sys day">
      <span>{words}</span>
    </p>
  );
}

function useOlder(id: string, first: number) {
  const client = useQueryClient();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: () =>
      data(
        api.GET('/api/v1/conversations/{id}/messages', {
          params: { path: { id }, query: { before: first } },
        }),
      ),
    onSuccess: (older) =>
      client.setQueryData<OpenConversation>(keys.open(id), (open) => {
        if (!open) return open;
        const begin = open.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
        return { ...open, messages: [...older.filter((message) => message.seq < begin), ...open.messages] };
      }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
}
