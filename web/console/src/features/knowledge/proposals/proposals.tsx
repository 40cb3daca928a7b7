import type { Proposal, ProposalState } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../../app/errors';
import { notify } from '../../../app/notices';
import { useNow } from '../../../app/now';
import { productsQuery } from '../../../app/queries';
import { moment } from '../../../i18n/format';
import { proposalsQuery } from '../queries';
import { OpenedProposal } from './opened';

const STATES: ProposalState[] = ['open', 'accepted', 'rejected'];

/** What somebody or something thinks the shop should know: a list, and beside it the one that is looked at. */
export function Proposals({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const { id } = useSearch({ from: '/knowledge/{-$section}' });
  const navigate = useNavigate();
  const [state, setState] = useState<ProposalState>('open');
  const list = useQuery(proposalsQuery(shop, state));
  const { data: products = [] } = useQuery(productsQuery(shop));
  const proposals = list.data ?? [];
  const chosen = proposals.find((one) => one.id === id) ?? proposals[0];
  const show = (next: string | undefined) =>
    void navigate({
      to: '/knowledge/{-$section}',
      params: { section: 'proposals' },
      search: (now) => ({ ...now, id: next }),
      replace: true,
    });
  const own = useRef<string>(undefined);
  const gone = Boolean(state === 'open' && id && list.isSuccess && chosen?.id !== id && own.current !== id);
  useEffect(() => {
    if (gone) notify(t('proposals.gone'), { bad: false });
  }, [gone, t]);
  /** The one that comes when this one is decided. */
  const after = (proposal: Proposal) => {
    own.current = proposal.id;
    const at = proposals.indexOf(proposal);
    show((proposals[at + 1] ?? proposals[at - 1])?.id);
  };
  return (
    <div className="proposals">
      <section className="panel" aria-label={t('knowledge.proposals')}>
        <header className="tools">
          <select
            className="input"
            aria-label={t('articles.which')}
            value={state}
            onChange={(event) => setState(event.target.value as ProposalState)}
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`proposals.states.${one}`)}
              </option>
            ))}
          </select>
          {list.data && <span className="meta">{t('common.count', { n: proposals.length })}</span>}
        </header>
        {list.isLoading && <Skeleton lines={4} label={t('common.loading')} />}
        {list.isError && (
          <Empty icon="warn" title={t('common.failed')}>
            <p>{words(list.error, t)}</p>
            <Button onClick={() => void list.refetch()}>{t('common.retry')}</Button>
          </Empty>
        )}
        <ul className="choose">
          {proposals.map((one) => (
            <Line key={one.id} proposal={one} chosen={one === chosen} onChoose={() => show(one.id)} />
          ))}
        </ul>
      </section>
      {chosen ? (
        <OpenedProposal
          key={chosen.id}
          proposal={chosen}
          products={products}
          onDecided={() => after(chosen)}
        />
      ) : (
        list.data && (
          <section className="panel">
            <Empty icon="ok" title={t(`proposals.none.${state}`)}>
              {t('proposals.none_about')}
            </Empty>
          </section>
        )
      )}
    </div>
  );
}

interface LineProps {
  proposal: Proposal;
  chosen: boolean;
  onChoose: () => void;
}

function Line({ proposal, chosen, onChoose }: LineProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const worst = proposal.conflicts.some(({ kind }) => kind === 'contradiction')
    ? 'contradiction'
    : proposal.conflicts[0]?.kind;
  return (
    <li>
      <button type="button" aria-current={chosen || undefined} onClick={onChoose}>
        <span className="q">{proposal.body.question}</span>
        <span className="line meta">
          {proposal.kind !== 'new' && <span className="tag">{t(`proposals.kinds.${proposal.kind}`)}</span>}
          {worst && (
            <span className={worst === 'contradiction' ? 'tag red' : 'tag amber'}>
              {t(`proposals.${worst}`)}
            </span>
          )}
          <span className="ell">
            {t(`articles.sources.${proposal.source.kind}`)} {proposal.source.title}
          </span>
          <time className="end" dateTime={proposal.created_at}>
            {moment(proposal.created_at, i18n.language, now)}
          </time>
        </span>
      </button>
    </li>
  );
}

/** How many wait for a decision. */
export function OpenProposals({ shop }: { shop: string }) {
  const { data: open } = useQuery(proposalsQuery(shop, 'open'));
  return open && open.length > 0 ? <b className="count">{open.length}</b> : null;
}
