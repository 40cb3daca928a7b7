import { api, data, type Product, type Proposal } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors } from '../../../app/errors';
import { keys } from '../../../app/keys';
import { notify } from '../../../app/notices';
import { useNow } from '../../../app/now';
import { moment } from '../../../i18n/format';
import { Changes } from '../article/changes';
import { same, tidy, whole } from '../article/facts';
import { ArticleFields, FIELDS } from '../article/fields';
import { Reading } from '../articles/reading';
import { articleQuery } from '../queries';
import { SourceLine } from '../source';
import { Conflicts } from './conflicts';

type Decision = { accept: true } | { merge: string } | { reject: true };

interface Props {
  proposal: Proposal;
  products: Product[];
  onDecided: () => void;
}

/** What is proposed, to be changed and decided about; beside it what there is already. */
export function OpenedProposal({ proposal, products, onDecided }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const client = useQueryClient();
  const [facts, setFacts] = useState(() => whole(proposal.body));
  const changed = !same(facts, whole(proposal.body));
  const undecided = proposal.state === 'open';
  const params = { path: { id: proposal.id } };
  const decide = useMutation({
    mutationFn: async (decision: Decision) => {
      if ('reject' in decision) await data(api.POST('/api/v1/proposals/{id}/reject', { params }));
      else if ('merge' in decision) {
        const body = { article_id: decision.merge };
        await data(api.POST('/api/v1/proposals/{id}/merge', { params, body }));
      } else {
        const body = changed ? { article: tidy(facts) } : {};
        await data(api.POST('/api/v1/proposals/{id}/accept', { params, body }));
      }
    },
    onSuccess: (_, decision) => {
      const done = 'reject' in decision ? 'rejected' : 'merge' in decision ? 'merged' : 'accepted';
      notify(t(`proposals.${done}`), { bad: false });
      onDecided();
      void client.invalidateQueries({ queryKey: keys.of('proposals') });
      void client.invalidateQueries({ queryKey: keys.of('articles') });
    },
    onError: () => void client.invalidateQueries({ queryKey: keys.of('proposals') }),
  });
  const errors = fieldErrors(decide.error, t, FIELDS);
  return (
    <section className="panel proposal" aria-label={proposal.body.question}>
      <header>
        <div>
          <h2>{t(`proposals.heads.${proposal.kind}`)}</h2>
          <p className="meta">
            <SourceLine source={proposal.source} /> · {proposal.created_by_name ?? t('articles.by_itself')} ·{' '}
            {moment(proposal.created_at, i18n.language, now)}
          </p>
        </div>
      </header>
      {proposal.article && proposal.kind === 'change' && (
        <WhatChanges article={proposal.article} body={proposal.body} products={products} />
      )}
      <div className={proposal.conflicts.length > 0 ? 'beside' : undefined}>
        <div className="stack">
          {proposal.kind === 'retire' ? (
            <>
              <p>{t('proposals.retire_about')}</p>
              <Reading article={proposal.body} products={products} />
            </>
          ) : (
            <fieldset disabled={!undecided}>
              <ArticleFields value={facts} onChange={setFacts} error={errors.of} products={products} />
            </fieldset>
          )}
        </div>
        {proposal.conflicts.length > 0 && (
          <Conflicts
            conflicts={proposal.conflicts}
            answer={facts.answer}
            onMerge={undecided ? (articleId) => decide.mutate({ merge: articleId }) : undefined}
            busy={decide.isPending}
          />
        )}
      </div>
      {undecided && (
        <footer className="deeds">
          {errors.rest && (
            <p className="alert" role="alert">
              {errors.rest}
            </p>
          )}
          <div className="line">
            <Button
              look="primary"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ accept: true })}
            >
              {t(changed ? 'proposals.accept_changed' : `proposals.accept.${proposal.kind}`)}
            </Button>
            {changed && (
              <Button look="quiet" onClick={() => setFacts(whole(proposal.body))}>
                {t('articles.undo')}
              </Button>
            )}
            <Button
              className="end"
              look="danger"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ reject: true })}
            >
              {t('proposals.reject')}
            </Button>
          </div>
          <p className="meta">{t('proposals.within_a_second')}</p>
        </footer>
      )}
    </section>
  );
}

/** What a changed article would say differently. */
function WhatChanges({
  article,
  body,
  products,
}: {
  article: string;
  body: Proposal['body'];
  products: Product[];
}) {
  const { t } = useTranslation();
  const { data: history } = useQuery(articleQuery(article));
  if (!history) return null;
  return (
    <section className="variant stack" aria-label={t('proposals.what_changes')}>
      <b>{t('proposals.what_changes')}</b>
      <Changes before={whole(history.article.article)} after={whole(body)} products={products} />
    </section>
  );
}
