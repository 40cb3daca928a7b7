import type { BoardPerson, BoardWait, Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { useNow } from '../../app/now';
import { span } from '../../i18n/duration';
import { clock } from '../../i18n/format';
import { boardQuery } from './queries';
import { standOf } from './wait';

/** People on a wall, and buyers: more than these cannot be read from across the room. */
const [MOST, MOST_WAITS] = [12, 6];

interface Props {
  shop: Shop | undefined;
  onLeave: () => void;
}

/** The board for a whole room. */
export function BoardWall({ shop, onLeave }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { data: board, ...found } = useQuery(boardQuery(shop?.id));
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onLeave();
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [onLeave]);
  const here = board?.people.filter((one) => one.presence !== 'offline' || one.oldest).slice(0, MOST) ?? [];
  const longest = board?.longest_since ? span(now - Date.parse(board.longest_since)) : '–';
  return (
    <main className="wall" aria-label={t('board.title')}>
      <header>
        <dl className="waits">
          <Figure name={t('board.waiting')} value={board?.waiting} />
          <Figure name={t('board.longest')} value={board && longest} colour={board?.red ? 'red' : ''} />
          <Figure name={t('board.red')} value={board?.red} colour={board?.red ? 'red' : ''} />
        </dl>
        <p className="time num">{clock(new Date(now).toISOString(), i18n.language)}</p>
        <div className="controls">
          {document.fullscreenEnabled && (
            <Button onClick={() => void document.documentElement.requestFullscreen()}>
              {t('board.full')}
            </Button>
          )}
          <Button onClick={onLeave}>{t('board.leave')}</Button>
        </div>
      </header>
      <div className="desks">
        {here.map((person) => (
          <Desk key={person.agent} person={person} now={now} />
        ))}
      </div>
      <ol className="line-up" aria-label={t('board.waits')}>
        {board?.waits.slice(0, MOST_WAITS).map((wait) => (
          <Waits key={wait.conversation} wait={wait} now={now} />
        ))}
      </ol>
      {board && here.length === 0 && <Empty icon="chat" title={t('board.nobody_here')} />}
      {found.isError && !board && <Failed error={found.error} again={found.refetch} />}
    </main>
  );
}

function Figure({
  name,
  value,
  colour = '',
}: {
  name: string;
  value: string | number | undefined;
  colour?: string;
}) {
  return (
    <div className={colour}>
      <dt>{name}</dt>
      <dd className="num">{value ?? '–'}</dd>
    </div>
  );
}

function Waits({ wait, now }: { wait: BoardWait; now: number }) {
  const { t } = useTranslation();
  const { waited, colour } = standOf(wait, now);
  return (
    <li className={colour}>
      <b className="num">{span(waited)}</b>
      <span>{wait.buyer_name ?? t('conversation.number', { n: wait.number })}</span>
      <span>{t(`urgency.${wait.urgency}`)}</span>
    </li>
  );
}

function Desk({ person, now }: { person: BoardPerson; now: number }) {
  const { t } = useTranslation();
  const stand = person.oldest && standOf(person.oldest, now);
  const colour = stand?.colour ?? '';
  return (
    <article className={`desk ${colour}`}>
      <h2>
        <span className={`is-here ${person.presence}`}>
          <i />
        </span>
        {person.name}
        <span className="num load">
          {t('board.load_of', { units: person.units, capacity: person.capacity })}
        </span>
      </h2>
      <p className="num oldest">{stand ? span(stand.waited) : '–'}</p>
      <p className="more">
        {t('board.today')} <b className="num">{person.answered_today}</b>
        {person.mean_seconds != null && (
          <>
            {' · '}
            {t('board.mean')} <b className="num">{span(person.mean_seconds * 1000)}</b>
          </>
        )}
      </p>
    </article>
  );
}
