import type { Packet } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '../../i18n/format';
import { Checked } from './checked';

const HEAT: Record<string, string> = {
  angry: 'red',
  dissatisfied: 'amber',
  anxious: 'amber',
  positive: 'green',
};

/** What the bot handed over: so that the buyer need not say anything twice. */
export function PacketCard({ packet }: { packet: Packet }) {
  const { t, i18n } = useTranslation();
  const chinese = i18n.language.startsWith('zh');
  const next = chinese ? packet.next_step.zh : packet.next_step.en;
  return (
    <article className="packet" aria-label={t('conversation.packet')}>
      <header>
        <Icon name="hand" />
        <h3>{t('conversation.packet')}</h3>
        <span className="tag line">{t(`reason.${packet.reason}`)}</span>
        <time className="meta" dateTime={packet.at}>
          {clock(packet.at, i18n.language)}
        </time>
      </header>
      <dl>
        <Fact name={t('conversation.asked')}>{packet.asked}</Fact>
        <Fact name={t('conversation.next')}>
          <b>{next}</b>
        </Fact>
        {packet.tried.length > 0 && <Fact name={t('conversation.tried')}>{packet.tried.join(' / ')}</Fact>}
        {packet.looked_at.length > 0 && (
          <Fact name={t('conversation.looked_at')}>
            {packet.looked_at
              .map((source) => `${t(`source.${source.kind}`)} ${source.title}`)
              .join(chinese ? '、' : ', ')}
          </Fact>
        )}
        {packet.order && (
          <Fact name={t('conversation.order')}>
            <span className="num">{packet.order}</span>
          </Fact>
        )}
        {packet.product && <Fact name={t('conversation.product')}>{packet.product}</Fact>}
        {packet.boundary && (
          <Fact name={t('boundaries.title')}>
            {t(`intent.${packet.boundary.intent}`)} · {t(`boundaries.${packet.boundary.attendance}`)} →{' '}
            {t(`boundaries.${packet.boundary.does}`)}
          </Fact>
        )}
        {packet.checked && (
          <Fact name={t('checked.not_said')}>
            <Checked checked={packet.checked} />
          </Fact>
        )}
        <Fact name={t('conversation.feels')}>
          <span className={HEAT[packet.emotion]}>{t(`emotion.${packet.emotion}`)}</span>
          {' · '}
          {t(`intent.${packet.intent}`)}
        </Fact>
      </dl>
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
