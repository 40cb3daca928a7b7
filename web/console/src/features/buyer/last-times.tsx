import type { Profile } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { day } from '../../i18n/format';

interface Props {
  profile: Profile;
  onOpen: (conversation: string) => void;
}

/** The last matter with how it ended, and the last one in which the buyer was unhappy. */
export function LastTimes({ profile, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const { last_matter: matter, last_complaint: complaint } = profile;
  if (!matter && !complaint) return null;
  const about = (one: NonNullable<typeof matter>) =>
    one.intent ? t(`intent.${one.intent}`) : t('conversation.number', { n: one.number });
  const ended = (one: NonNullable<typeof matter>) => {
    if (!one.ended) return `${t(`status.${one.status}`)} · ${day(one.last_message_at, i18n.language)}`;
    const date = day(one.ended.at, i18n.language);
    const name = one.ended.agent_name;
    return name ? t('buyers.ended_by', { name, date }) : t('buyers.ended_by_bot', { date });
  };
  const line = (title: string, one: NonNullable<typeof matter>) => (
    <div>
      <dt>{title}</dt>
      <dd>
        <button type="button" onClick={() => onOpen(one.conversation)}>
          <b>{about(one)}</b> <span className="meta">{ended(one)}</span>
        </button>
      </dd>
    </div>
  );
  return (
    <dl className="sec last-times">
      {matter && line(t('buyers.last_matter'), matter)}
      {complaint ? (
        line(t('buyers.last_complaint'), complaint)
      ) : (
        <div>
          <dt>{t('buyers.last_complaint')}</dt>
          <dd className="meta">{t('buyers.no_complaint')}</dd>
        </div>
      )}
    </dl>
  );
}
