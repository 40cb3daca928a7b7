import type { Board, BoardWait, Shop } from '@miaohui/client';
import { Empty } from '@miaohui/ui/state';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { span } from '../../i18n/duration';
import { standOf } from './wait';

interface Props {
  board: Board;
  shops: Shop[];
}

/** Everybody who waits for a person, whoever has waited longest first; each row opens the conversation. */
export function Waits({ board, shops }: Props) {
  const { t } = useTranslation();
  const names = new Map(board.people.map((person) => [person.agent, person.name]));
  const more = board.waiting - board.waits.length;
  return (
    <section className="panel" aria-label={t('board.waits')}>
      <header>
        <h2>{t('board.waits')}</h2>
        <span className="meta">{t('common.count', { n: board.waiting })}</span>
      </header>
      {board.waits.length === 0 ? (
        <Empty icon="ok" title={t('board.nobody_waits')} />
      ) : (
        <div className="scrolls">
          <table className="table waits">
            <thead>
              <tr>
                <th>{t('board.buyer')}</th>
                <th className="right">{t('board.waited')}</th>
                <th>{t('board.due')}</th>
                <th>{t('board.urgency')}</th>
                <th>{t('board.with')}</th>
                {shops.length > 1 && <th>{t('settings.shop')}</th>}
                <th>{t('board.said')}</th>
              </tr>
            </thead>
            <tbody>
              {board.waits.map((wait) => (
                <Row
                  key={wait.conversation}
                  wait={wait}
                  agent={wait.agent ? (names.get(wait.agent) ?? '…') : t('board.in_queue')}
                  shop={
                    shops.length > 1 ? (shops.find((one) => one.id === wait.shop)?.name ?? '') : undefined
                  }
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 && <p className="meta">{t('board.more', { n: more })}</p>}
    </section>
  );
}

function Row({ wait, agent, shop }: { wait: BoardWait; agent: string; shop: string | undefined }) {
  const { t } = useTranslation();
  const { waited, left, colour } = standOf(wait, useNow());
  return (
    <tr>
      <td>
        <Link to="/" search={{ c: wait.conversation }}>
          <b>{wait.buyer_name ?? t('conversation.number', { n: wait.number })}</b>
        </Link>
      </td>
      <td className={`num right ${colour}`}>{span(waited)}</td>
      <td className={`num ${colour}`}>
        {left === undefined
          ? '–'
          : left <= 0
            ? t('board.overdue', { time: span(-left) })
            : t('board.left', { time: span(left) })}
      </td>
      <td>{t(`urgency.${wait.urgency}`)}</td>
      <td>{agent}</td>
      {shop !== undefined && <td>{shop}</td>}
      <td className="said">
        <span className="ell">{wait.last_text}</span>
      </td>
    </tr>
  );
}
