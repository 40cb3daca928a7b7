import type { DeepResolve } from '@miaohui/client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { span } from '../../i18n/duration';

/** Who is getting to the root of a matter now, and how much of their time is left. */
export function DeepResolves({ running }: { running: DeepResolve[] }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <section className="panel" aria-label={t('deep.running')}>
      <header>
        <h2>{t('deep.running')}</h2>
        <span className="meta">{t('common.count', { n: running.length })}</span>
      </header>
      <ul className="deep-list">
        {running.map((one) => {
          const left = Date.parse(one.until_at) - now;
          return (
            <li key={one.conversation}>
              <b>{one.agent_name}</b>
              <Link to="/" search={{ c: one.conversation }}>
                {t('conversation.number', { n: one.number })}
              </Link>
              <span className={left > 0 ? 'num' : 'num red'}>
                {left > 0 ? t('deep.left', { time: span(left) }) : t('deep.over', { time: span(-left) })}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
