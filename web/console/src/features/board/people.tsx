import type { BoardPerson } from '@miaohui/client';
import { Empty } from '@miaohui/ui/state';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { span } from '../../i18n/duration';
import { clock, percent } from '../../i18n/format';
import { standOf } from './wait';

/** Everybody, whoever needs help first. */
export function People({ people }: { people: BoardPerson[] }) {
  const { t } = useTranslation();
  return (
    <section className="panel" aria-label={t('board.people')}>
      <header>
        <h2>{t('board.people')}</h2>
        <span className="meta">{t('common.count', { n: people.length })}</span>
      </header>
      {people.length === 0 ? (
        <Empty icon="chat" title={t('board.no_people')} />
      ) : (
        <div className="scrolls">
          <table className="table hands">
            <thead>
              <tr>
                <th>{t('board.person')}</th>
                <th>{t('board.state')}</th>
                <th>{t('board.load')}</th>
                <th className="right">{t('board.waits_for')}</th>
                <th>{t('board.oldest')}</th>
                <th className="right">{t('board.today')}</th>
                <th className="right">{t('board.mean')}</th>
                <th className="right">{t('board.in_time')}</th>
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Row key={person.agent} person={person} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="meta">{t('board.today_about')}</p>
    </section>
  );
}

function Row({ person }: { person: BoardPerson }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { units, capacity, held, oldest } = person;
  const stand = oldest && standOf(oldest, now);
  const state = t('board.since', {
    state: t(`presence.${person.presence}`),
    time: span(now - Date.parse(person.since)),
  });
  return (
    <tr className={person.presence === 'offline' && !oldest ? 'off' : undefined}>
      <td>
        <b>{person.name}</b>
      </td>
      <td>
        <span className={`is-here ${person.presence}`}>
          <i />
          <span className="num">{state}</span>
        </span>
        {person.rests_until && (
          <p className="meta">{t('board.rests', { time: clock(person.rests_until, i18n.language) })}</p>
        )}
      </td>
      <td>
        <span className="load">
          <meter
            min={0}
            max={Math.max(1, capacity)}
            value={Math.min(units, capacity)}
            aria-label={t('board.load_label', { units, capacity, held })}
            title={t('board.load_label', { units, capacity, held })}
          />
          <span className="num">{t('board.load_of', { units, capacity })}</span>
        </span>
      </td>
      <td className="num right">{person.unanswered}</td>
      <td>
        {oldest && stand ? (
          <Link to="/" search={{ c: oldest.conversation }} className={`num ${stand.colour}`}>
            {span(stand.waited)}
            {oldest.buyer_name && <span className="meta"> {oldest.buyer_name}</span>}
          </Link>
        ) : (
          '–'
        )}
      </td>
      <td className="num right">{person.answered_today}</td>
      <td className="num right">{person.mean_seconds == null ? '–' : span(person.mean_seconds * 1000)}</td>
      <td className="num right">{person.in_time == null ? '–' : percent(person.in_time, i18n.language)}</td>
    </tr>
  );
}
