import { type ArticleHistory, api, data, type Product } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors } from '../../../app/errors';
import { keys } from '../../../app/keys';
import { notify } from '../../../app/notices';
import { useMe } from '../../../app/queries';
import { openVersion, same, whole, written } from '../article/facts';
import { ArticleFields, FIELDS } from '../article/fields';
import { Asked, type Asking } from './asked';
import { type Base, publishOpen, saveDraft, showHistory, stampOf, submit, writeAndPublish } from './changes';
import { Leaving } from './leaving';
import { Overtaken, overtaken } from './overtaken';

type Doing = 'save' | 'submit' | 'publish';
const DONE = { save: 'articles.saved', submit: 'articles.submitted', publish: 'articles.published' } as const;

interface Props {
  shop: string;
  /** None of a new article. */
  history: ArticleHistory | undefined;
  products: Product[];
  onMade: (id: string) => void;
}

function baseOf(history: ArticleHistory | undefined): Base {
  return {
    facts: history ? written(history) : whole({}),
    number: history?.versions[0]?.number,
    writtenAt: history?.versions[0]?.created_at,
    stamp: stampOf(history),
  };
}

/** Where an article is written. What somebody else writes meanwhile is shown, and nothing that was typed is lost. */
export function Editor({ shop, history, products, onMade }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useMe();
  const [base, setBase] = useState(() => baseOf(history));
  const [facts, setFacts] = useState(base.facts);
  const [note, setNote] = useState('');
  const [asking, setAsking] = useState<Asking>();
  const dirty = !same(facts, base.facts);
  const unsaved = useRef(dirty);
  unsaved.current = dirty;
  const open = history && openVersion(history);
  const moved = Boolean(history) && stampOf(history) !== base.stamp;

  const goOnFrom = (next: ArticleHistory) => {
    const taken = baseOf(next);
    setBase(taken);
    setFacts(taken.facts);
    setNote('');
  };
  // Whoever has written nothing sees what there is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state of the article is what this waits for
  useEffect(() => {
    if (moved && history && !dirty) goOnFrom(history);
  }, [moved, history]);

  const change = useMutation({
    mutationFn: (doing: Doing) => {
      const writing = { shop, facts, note, base };
      if (doing === 'save') return saveDraft(writing);
      if (doing === 'submit') return submit(writing, history, dirty);
      return open && history && !dirty
        ? publishOpen(history.article.id, open.number)
        : writeAndPublish(writing);
    },
    onSuccess: (next, doing) => {
      showHistory(client, next);
      goOnFrom(next);
      unsaved.current = false;
      notify(t(DONE[doing]), { bad: false });
      if (!history) onMade(next.article.id);
    },
    onError: (error) => {
      if (overtaken(error) && history)
        void client.invalidateQueries({ queryKey: keys.of('article', history.article.id) });
    },
  });
  const shown = overtaken(change.error) ? null : change.error;
  const errors = fieldErrors(shown, t, [...FIELDS, 'note']);
  const policy = me.role === 'senior' && [facts.kind, history?.article.article.kind].includes('policy');
  const status = history?.article.status;
  const busy = change.isPending;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) change.mutate('save');
      }}
    >
      {history && moved && dirty && (
        <Overtaken
          mine={facts}
          history={history}
          products={products}
          onTake={() => goOnFrom(history)}
          onKeep={() => setBase(baseOf(history))}
        />
      )}
      <ArticleFields value={facts} onChange={setFacts} error={errors.of} products={products} />
      <footer className="deeds">
        {errors.rest && (
          <p className="alert" role="alert">
            {errors.rest}
          </p>
        )}
        <div className="note">
          <span className={errors.of('note') ? 'field bad' : 'field'}>
            <input
              className="input"
              aria-label={t('articles.note')}
              aria-invalid={Boolean(errors.of('note'))}
              placeholder={t('articles.note_about')}
              maxLength={300}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </span>
          <span className={dirty ? 'meta amber' : 'meta'} role="status">
            {policy
              ? t('articles.needs_lead')
              : dirty
                ? t('articles.unsaved')
                : history
                  ? t('articles.as_saved')
                  : null}
          </span>
        </div>
        {errors.of('note') && (
          <p className="meta red" role="alert">
            {errors.of('note')}
          </p>
        )}
        <div className="line">
          <Button
            look="primary"
            disabled={busy || policy || (status === 'published' && !dirty && !open)}
            title={policy ? t('articles.needs_lead') : undefined}
            onClick={() => change.mutate('publish')}
          >
            {t(status === 'retired' ? 'articles.publish_again' : 'articles.publish')}
          </Button>
          <Button type="submit" disabled={busy || !dirty}>
            {t('articles.save')}
          </Button>
          <Button
            disabled={busy || (!dirty && open?.state !== 'draft')}
            onClick={() => change.mutate('submit')}
          >
            {t('articles.submit')}
          </Button>
          <span className="end line">
            {dirty && (
              <Button look="quiet" disabled={busy} onClick={() => setFacts(base.facts)}>
                {t('articles.undo')}
              </Button>
            )}
            {open && (
              <Button look="danger" disabled={busy} onClick={() => setAsking('discard')}>
                {t('articles.discard')}
              </Button>
            )}
            {status === 'published' && (
              <Button look="danger" disabled={busy} onClick={() => setAsking('retire')}>
                {t('articles.retire')}
              </Button>
            )}
          </span>
        </div>
      </footer>
      <Leaving unsaved={unsaved} />
      {asking && history && (
        <Asked
          asking={asking}
          ask={() => {
            const { id } = history.article;
            if (asking === 'retire')
              return data(api.POST('/api/v1/articles/{id}/retire', { params: { path: { id } } }));
            const path = { id, number: open?.number ?? 0 };
            return data(api.DELETE('/api/v1/articles/{id}/versions/{number}', { params: { path } }));
          }}
          onDone={(next) => {
            showHistory(client, next);
            goOnFrom(next);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </form>
  );
}
