import { api, data, type Gap } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../../app/keys';
import { Panel } from '../../app/panel';
import { shopsQuery } from '../../app/queries';
import { moment } from '../../i18n/format';
import { OpenGapPage } from './gap';
import './gaps.css';

const STATES = ['live', 'open', 'answering', 'closed'] as const;
const SORTS = ['must', 'count', 'recent'] as const;
type State = (typeof STATES)[number];

/** What is asked and not well answered: the list, or the one that is open. */
export function Gaps({ shop }: { shop: string; keeper: boolean }) {
  const { id } = useSearch({ from: '/knowledge/{-$section}' });
  return id ? <OpenGapPage key={id} id={id} shop={shop} /> : <List shop={shop} />;
}

function List({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>('live');
  const [sort, setSort] = useState<(typeof SORTS)[number]>('must');
  const list = useQuery({
    queryKey: keys.gapsOf(shop, state, sort),
    queryFn: () => {
      const query = { state: state === 'live' ? undefined : state, sort };
      return data(api.GET('/api/v1/shops/{shop}/gaps', { params: { path: { shop }, query } }));
    },
  });
  return (
    <Panel
      title={t('gaps.title')}
      icon="search"
      list={list}
      empty={t('gaps.empty')}
      about={t('gaps.empty_about')}
      actions={
        <>
          <select
            className="input"
            aria-label={t('gaps.state')}
            value={state}
            onChange={(event) => setState(event.target.value as State)}
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`gaps.states.${one}`)}
              </option>
            ))}
          </select>
          <select
            className="input"
            aria-label={t('gaps.sort')}
            value={sort}
            onChange={(event) => setSort(event.target.value as (typeof SORTS)[number])}
          >
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {t(`gaps.sorts.${one}`)}
              </option>
            ))}
          </select>
        </>
      }
    >
      {(gaps) => (
        <table className="table">
          <thead>
            <tr>
              <th>{t('gaps.question')}</th>
              <th className="right">{t('gaps.count')}</th>
              <th className="right">{t('gaps.week')}</th>
              <th>{t('gaps.owner')}</th>
              <th>{t('gaps.due')}</th>
              <th>{t('gaps.last_asked')}</th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => (
              <Row key={gap.id} gap={gap} shop={shop} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ gap, shop }: { gap: Gap; shop: string }) {
  const { t, i18n } = useTranslation();
  const { data: shops = [] } = useQuery(shopsQuery);
  const people = shops.find((one) => one.id === shop)?.colleagues ?? [];
  const owner = people.find((one) => one.id === gap.owner);
  const when = (at: string) => moment(at, i18n.language, Date.now());
  return (
    <tr>
      <td>
        <Link
          to="/knowledge/{-$section}"
          params={{ section: 'gaps' }}
          search={{ shop, id: gap.id }}
          className="gap-title"
        >
          {gap.title}
        </Link>
        <p className="line">
          {gap.must_at && (
            <span className="tag red" title={t('gaps.must_about')}>
              {t('gaps.must')}
            </span>
          )}
          <span className={gap.state === 'closed' ? 'tag green' : 'tag'}>
            {t(`gaps.states.${gap.state}`)}
          </span>
          <span className="tag">{t(`intent.${gap.intent}`)}</span>
        </p>
      </td>
      <td className="num right">{gap.count}</td>
      <td className="num right">{gap.week}</td>
      <td>{owner?.name ?? <span className="meta">{t('gaps.nobody')}</span>}</td>
      <td className="num">
        {gap.due_at && <span className={gap.overdue ? 'red' : undefined}>{when(gap.due_at)}</span>}
        {gap.overdue && <p className="meta red">{t('gaps.overdue')}</p>}
      </td>
      <td className="num">{gap.last_at && when(gap.last_at)}</td>
    </tr>
  );
}
