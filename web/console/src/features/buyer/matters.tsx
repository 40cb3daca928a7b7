import type { Profile } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { day } from '../../i18n/format';

interface Props {
  matters: Profile['matters'];
  /** How many there are in all. */
  total: number;
  onOpen: (conversation: string) => void;
}

/** What the buyer asked before. */
export function Matters({ matters, total, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <section className="sec">
      <h3>
        {t('buyer.matters')}
        {matters.length > 0 && (
          <span className="meta">
            {total > matters.length
              ? t('buyers.matters_of', { shown: matters.length, total })
              : matters.length}
          </span>
        )}
      </h3>
      {matters.length === 0 && <p className="meta">{t('buyer.no_matters')}</p>}
      <ul className="matters">
        {matters.map((matter) => (
          <li key={matter.conversation}>
            <button type="button" onClick={() => onOpen(matter.conversation)}>
              <span className="u">
                <b>
                  {matter.intent
                    ? t(`intent.${matter.intent}`)
                    : t('conversation.number', { n: matter.number })}
                </b>
                <span className="meta">
                  {t(`status.${matter.status}`)} · {day(matter.last_message_at, i18n.language)}
                </span>
              </span>
              <span className="ell">{matter.last_text}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
