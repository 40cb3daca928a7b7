import type { Board, Shop } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { span } from '../../i18n/duration';
import { moment } from '../../i18n/format';

/** How many wait, and how that stands. */
export function Sums({ board, shops }: { board: Board; shops: Shop[] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const longest = board.longest_since ? span(now - Date.parse(board.longest_since)) : '–';
  return (
    <section className="panel sums" aria-label={t('board.waiting')}>
      <dl>
        <div>
          <dt>{t('board.waiting')}</dt>
          <dd className="num">{board.waiting}</dd>
          <dd className="meta">
            {(['urgent', 'important', 'normal'] as const).map((urgency) => (
              <span key={urgency}>
                {t(`urgency.${urgency}`)} <b className="num">{board[urgency]}</b>
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>{t('board.longest')}</dt>
          <dd className="num">{longest}</dd>
        </div>
        <div className={board.yellow > 0 ? 'amber' : ''}>
          <dt>{t('board.yellow')}</dt>
          <dd className="num">{board.yellow}</dd>
        </div>
        <div className={board.red > 0 ? 'red' : ''}>
          <dt>{t('board.red')}</dt>
          <dd className="num">{board.red}</dd>
        </div>
      </dl>
      <ul className="queues">
        {board.queues.map((queue) => (
          <li key={queue.shop}>
            <b>{shops.find((one) => one.id === queue.shop)?.name}</b>
            <span>
              {t('board.queue')} <b className="num">{queue.length}</b>
            </span>
            <span className="meta">
              {queue.expected_seconds != null
                ? t('board.expected', { time: span(queue.expected_seconds * 1000) })
                : queue.opens_at
                  ? t('board.opens', { time: moment(queue.opens_at, i18n.language, now) })
                  : t('board.nobody_here')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
