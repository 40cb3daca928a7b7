import type { Promised } from '@miaohui/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../app/now';
import { Panel } from '../../app/panel';
import { PromiseActions } from '../../app/promise-actions';
import { nearness, type PromiseListView, promisesQuery } from '../../app/promises';
import { useMe } from '../../app/queries';
import { moment } from '../../i18n/format';
import { DeepResolves } from './deep';
import { PromiseFigures } from './figures';
import './promises.css';

const VIEWS: PromiseListView[] = ['mine', 'open', 'overdue', 'closed'];

/** What was promised: one's own and everybody's, and for leads how people keep their word. */
export function Promises() {
  const { t } = useTranslation();
  const me = useMe();
  const leads = me.role === 'lead' || me.role === 'admin';
  const [view, setView] = useState<PromiseListView>(leads ? 'open' : 'mine');
  const { data, ...rest } = useQuery(promisesQuery(view));
  const list = { ...rest, data: data?.promises };
  const counts = data?.counts;
  const count = { mine: counts?.mine, open: counts?.open, overdue: counts?.overdue, closed: undefined };
  return (
    <>
      <div className="promise-views" role="tablist" aria-label={t('promises.title')}>
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === view}
            onClick={() => setView(one)}
          >
            {t(`promises.views.${one}`)}
            {count[one] !== undefined && (
              <b className={one === 'overdue' && count[one] > 0 ? 'num red' : 'num'}>{count[one]}</b>
            )}
          </button>
        ))}
      </div>
      {data && data.deep.length > 0 && <DeepResolves running={data.deep} />}
      <Panel
        title={t(`promises.views.${view}`)}
        icon="clock"
        list={list}
        empty={t('promises.empty')}
        about={t('promises.empty_about')}
      >
        {(promises) => (
          <table className="table promises">
            <thead>
              <tr>
                <th>{t('promises.due')}</th>
                <th>{t('promises.wording')}</th>
                <th>{t('promises.buyer')}</th>
                <th>{t('promises.owner')}</th>
                <th>{t('promises.state')}</th>
              </tr>
            </thead>
            <tbody>
              {promises.map((promise) => (
                <Row key={promise.id} promise={promise} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {leads && <PromiseFigures />}
    </>
  );
}

function Row({ promise: p }: { promise: Promised }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const near = nearness(p, now);
  return (
    <tr className={near}>
      <td className={`num ${near}`}>{moment(p.due_at, i18n.language, now)}</td>
      <td>
        {p.wording}
        <p className="line">
          <span className="tag">{t(`promises.kinds.${p.kind}`)}</span>
          {p.order && <span className="tag line">{p.order}</span>}
          {p.moves > 0 && <span className="tag">{t('promises.moved', { n: p.moves })}</span>}
        </p>
      </td>
      <td>
        <Link to="/" search={{ c: p.conversation }}>
          {p.buyer_name ?? t('conversation.number', { n: p.number })}
        </Link>
      </td>
      <td>{p.owner_name ?? t('promises.of_shop')}</td>
      <td>
        {p.state === 'open' ? (
          <>
            {near === 'red' && <span className="tag red">{t('promises.overdue')}</span>}
            {near === 'amber' && <span className="tag amber">{t('promises.soon')}</span>}
            <PromiseActions promise={p} />
          </>
        ) : (
          <>
            <span className={p.state === 'kept' && !p.broken_at ? 'tag green' : 'tag'}>
              {p.state === 'kept' && p.broken_at ? t('promises.late') : t(`promises.states.${p.state}`)}
            </span>
            {p.reason && <p className="meta">{p.reason}</p>}
          </>
        )}
      </td>
    </tr>
  );
}
