import type { Conversation, Shop } from '@miaohui/client';
import { Icon, type IconName } from '@miaohui/ui/icon';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { waitOf } from '../../app/wait';
import { span } from '../../i18n/duration';
import { moment } from '../../i18n/format';
import { useLine } from '../../live/lines';

const EMOTIONS: Record<string, { icon: IconName; heat: string }> = {
  positive: { icon: 'smile', heat: '' },
  neutral: { icon: 'calm', heat: '' },
  anxious: { icon: 'wave', heat: 'warm' },
  dissatisfied: { icon: 'wave', heat: 'warm' },
  angry: { icon: 'jag', heat: 'hot' },
};

interface Props {
  conversation: Conversation;
  shop: Shop | undefined;
  selected: boolean;
  gone: boolean;
  me: string;
  onSelect: (id: string) => void;
  onNear: (conversation: Conversation) => void;
}

export const Row = memo(function Row({ conversation: c, shop, selected, gone, me, onSelect, onNear }: Props) {
  const { t } = useTranslation();
  const emotion = c.emotion ? EMOTIONS[c.emotion] : undefined;
  const name = c.buyer_name ?? t('queue.anonymous', { n: c.number });
  const unread = c.last_buyer_seq > c.agent_read_seq && c.agent === me;
  return (
    <li className={gone ? 'gone' : undefined}>
      <button
        type="button"
        data-row={c.id}
        className={`row ${c.status === 'resolved' ? '' : c.urgency} ${selected ? 'sel' : ''}`}
        aria-current={selected ? 'true' : undefined}
        onClick={() => onSelect(c.id)}
        onPointerEnter={() => onNear(c)}
        onFocus={() => onNear(c)}
      >
        <span className="l1">
          <span className="nm ell">{name}</span>
          {unread && <span className="dot" />}
          {c.buyer_level && <span className="lvl ell">{c.buyer_level}</span>}
          {emotion && c.emotion !== 'neutral' && (
            <span className={`em ${emotion.heat}`}>
              <Icon name={emotion.icon} />
              {t(`emotion.${c.emotion}`)}
            </span>
          )}
        </span>
        <WaitCell conversation={c} />
        <span className="l2">
          <span className="mark" aria-hidden="true">
            {shop?.name.slice(0, 1) ?? '·'}
          </span>
          <span className="ell">{shop?.name}</span>
          {c.intent && (
            <>
              <s />
              <i className="ell">
                {c.custom_intent ? `${c.custom_intent} · ` : ''}
                {t(`intent.${c.intent}`)}
              </i>
            </>
          )}
          {c.orphaned_at && <span className="offer tag red">{t('modes.orphaned')}</span>}
          <Offer conversation={c} me={me} />
          <Near conversation={c.id} />
        </span>
        <span className="l3 ell">{spoken(c, me, t)}</span>
        <Why conversation={c} me={me} gone={gone} />
      </button>
    </li>
  );
});

type T = ReturnType<typeof useTranslation>['t'];

function spoken(c: Conversation, me: string, t: T): string {
  const text = c.last_text || t('queue.picture');
  if (c.last_author === 'buyer') return text;
  if (c.last_author === 'agent') return `${c.agent === me ? t('queue.you') : ''}${text}`;
  return `${t('queue.robot')}${text}`;
}

function WaitCell({ conversation }: { conversation: Conversation }) {
  const now = useNow();
  const { t, i18n } = useTranslation();
  const wait = waitOf(conversation, now);
  if (!wait)
    return <span className="wait when">{moment(conversation.last_message_at, i18n.language, now)}</span>;
  const long = wait.waited >= 24 * 3_600_000;
  return (
    <span className={`wait ${wait.colour}`}>
      {long ? t('queue.days', { n: Math.floor(wait.waited / (24 * 3_600_000)) }) : span(wait.waited)}
      {wait.share !== undefined && (
        <span className="gauge">
          <b style={{ width: `${Math.round(wait.share * 100)}%` }} />
        </span>
      )}
    </span>
  );
}

/** To whom it is offered, and for how long. */
function Offer({ conversation: c, me }: { conversation: Conversation; me: string }) {
  const now = useNow();
  const { t } = useTranslation();
  if (!c.offered_to || !c.offered_until) return null;
  const left = Math.max(0, Date.parse(c.offered_until) - now);
  const mine = c.offered_to === me;
  return (
    <span className={mine ? 'offer tag amber' : 'offer tag'}>
      {mine ? t('routing.offered_to_me', { time: span(left) }) : t('routing.offered')}
    </span>
  );
}

/** That a promised time is nearly up, quietly. */
function Near({ conversation }: { conversation: string }) {
  const { t } = useTranslation();
  const line = useLine(conversation);
  if (line?.colour !== 'amber') return null;
  return (
    <span className="offer tag amber">
      <Icon name="clock" small />
      {t('sla.near')}
    </span>
  );
}

/** Why it is where it is, in one phrase. */
function Why({ conversation: c, me, gone }: { conversation: Conversation; me: string; gone: boolean }) {
  const now = useNow();
  const { t, i18n } = useTranslation();
  const wait = waitOf(c, now);
  const lang = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const parts: string[] = [];
  if (gone) parts.push(t('queue.gone'));
  else if (c.status === 'bot') parts.push(t('queue.bot_holds'));
  else if (c.status === 'resolved') parts.push(t('queue.ended'));
  else {
    if (c.status === 'assigned' && c.agent !== me && c.agent_name)
      parts.push(t('queue.held', { name: c.agent_name }));
    if (c.status === 'waiting' && c.place) {
      parts.push(`#${c.place.rank} ${c.place.why[lang]}`);
      if (c.urgency !== 'normal') parts.push(c.place.label.why[lang]);
    } else if (c.status === 'waiting' && c.packet) parts.push(t(`reason.${c.packet.reason}`));
    if (wait?.left !== undefined && c.due_at) {
      parts.push(
        wait.left <= 0
          ? t('queue.overdue', { time: span(-wait.left) })
          : t('queue.due', { time: moment(c.due_at, i18n.language, now) }),
      );
    }
  }
  const all = parts.join(' · ');
  return (
    <span className={`l4 ell ${wait?.colour ?? ''}`} title={c.place ? all : undefined}>
      {all}
    </span>
  );
}
