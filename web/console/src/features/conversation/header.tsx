import type { Conversation, Shop } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { useShortcut } from '../../app/shortcuts';
import { waitOf } from '../../app/wait';
import { span } from '../../i18n/duration';
import type { Actions } from './actions';
import { RaiseButton, Raised } from './raise';
import { TransferDialog } from './transfer';

interface Props {
  conversation: Conversation;
  shop: Shop | undefined;
  me: string;
  mayManage: boolean;
  actions: Actions;
}

export function Header({ conversation: c, shop, me, mayManage, actions }: Props) {
  const { t } = useTranslation();
  const [transferring, setTransferring] = useState(false);
  const holds = c.status === 'assigned' && (c.agent === me || mayManage);
  const claimable = c.status === 'waiting' || c.status === 'bot';
  const offered = c.status === 'waiting' && c.offered_to === me;
  const claim = () => claimable && !actions.claim.isPending && actions.claim.mutate();
  const resolve = () => holds && !actions.resolve.isPending && actions.resolve.mutate();
  useShortcut('claim', claim);
  useShortcut('resolve', resolve);
  useShortcut('transfer', () => holds && setTransferring(true));
  return (
    <header className="phead">
      <div className="who">
        <div className="a">
          <h2 className="ell">{c.buyer_name ?? t('queue.anonymous', { n: c.number })}</h2>
          {c.urgency !== 'normal' && c.status !== 'resolved' && (
            <span className={`tag ${c.urgency === 'urgent' ? 'red' : 'amber'}`}>
              {t(`urgency.${c.urgency}`)}
            </span>
          )}
          {c.custom_intent && <span className="tag">{c.custom_intent}</span>}
          {c.intent && <span className="tag">{t(`intent.${c.intent}`)}</span>}
          {c.stage && <span className="tag wide-only">{t(`stage.${c.stage}`)}</span>}
          {c.status !== 'resolved' && <Raised conversation={c} />}
        </div>
        <div className="b meta ell">
          <span className="mark" aria-hidden="true">
            {shop?.name.slice(0, 1)}
          </span>
          <span className="ell">
            {shop?.name} · {t('conversation.number', { n: c.number })} ·{' '}
            {c.status === 'assigned' && c.agent_name
              ? t('conversation.claimed', { name: c.agent_name })
              : t(`status.${c.status}`)}
          </span>
        </div>
      </div>
      <div className="acts">
        <Clock conversation={c} />
        {mayManage && c.status !== 'resolved' && <RaiseButton conversation={c} />}
        {holds && (
          <>
            <IconButton
              icon="back"
              label={t('conversation.release')}
              disabled={actions.release.isPending}
              onClick={() => actions.release.mutate()}
            />
            <IconButton
              icon="swap"
              label={`${t('conversation.transfer')} (T)`}
              onClick={() => setTransferring(true)}
            />
            <Button icon="ok" title="E" disabled={actions.resolve.isPending} onClick={resolve}>
              {t('conversation.resolve')}
            </Button>
          </>
        )}
        {offered && (
          <Button disabled={actions.decline.isPending} onClick={() => actions.decline.mutate()}>
            {t('routing.decline')}
          </Button>
        )}
        {claimable && (
          <Button look="primary" shortcut="C" disabled={actions.claim.isPending} onClick={claim}>
            {t(offered ? 'routing.accept' : 'conversation.claim')}
          </Button>
        )}
      </div>
      {transferring && (
        <TransferDialog
          conversation={c.id}
          colleagues={(shop?.colleagues ?? []).filter((one) => one.id !== c.agent)}
          busy={actions.transfer.isPending}
          onClose={() => setTransferring(false)}
          onChoose={(to) => actions.transfer.mutate(to, { onSuccess: () => setTransferring(false) })}
        />
      )}
    </header>
  );
}

/** How long the buyer has waited, and what is left. */
function Clock({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const now = useNow();
  const wait = waitOf(conversation, now);
  if (!wait || conversation.status === 'bot') return null;
  return (
    <div className={`clock ${wait.colour}`} role="timer" aria-label={t('conversation.waiting_for')}>
      <b>{span(wait.waited)}</b>
      {wait.left !== undefined && (
        <small>
          {wait.left > 0
            ? t('conversation.due_in', { time: span(wait.left) })
            : t('conversation.overdue', { time: span(-wait.left) })}
        </small>
      )}
    </div>
  );
}
