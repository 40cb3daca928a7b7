import { api, data, type Learnt, type Sources } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { figure, moment } from '../../i18n/format';
import { LearnedReport } from './report';
import { DocumentUpload } from './upload';

const SPANS = [30, 90, 365];

/** Learning from what a shop has already: its files, its products, its past conversations. */
export function Documents({ shop }: { shop: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sources = useQuery({
    queryKey: keys.of('documents', shop),
    queryFn: () => data(api.GET('/api/v1/shops/{shop}/documents', { params: { path: { shop } } })),
  });
  const changed = () => {
    void client.invalidateQueries({ queryKey: keys.of('documents', shop) });
    void client.invalidateQueries({ queryKey: keys.of('proposals', shop) });
  };
  return (
    <>
      <DocumentUpload shop={shop} onRead={changed} />
      <Learning shop={shop} sources={sources.data} onLearned={changed} />
      <section className="panel">
        <header>
          <h2>{t('documents.read')}</h2>
          {sources.data && <span className="meta">{sources.data.documents.length}</span>}
        </header>
        {sources.isPending && <Skeleton lines={3} label={t('common.loading')} />}
        {sources.isError && (
          <p className="alert" role="alert">
            {words(sources.error, t)}
          </p>
        )}
        {sources.data?.documents.length === 0 && <Empty icon="file" title={t('documents.none')} />}
        {sources.data && sources.data.documents.length > 0 && <List documents={sources.data.documents} />}
      </section>
    </>
  );
}

function List({ documents }: { documents: Sources['documents'] }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => figure(value, i18n.language);
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{t('documents.file')}</th>
          <th>{t('documents.read_at')}</th>
          <th className="num">{t('documents.sections')}</th>
          <th className="num">{t('documents.open')}</th>
          <th className="num">{t('documents.accepted')}</th>
          <th className="num">{t('documents.rejected')}</th>
        </tr>
      </thead>
      <tbody>
        {documents.map((one) => (
          <tr key={one.id}>
            <td>
              <b>{one.title}</b>
              <div className="meta">
                {one.link ? (
                  <a href={one.link} target="_blank" rel="noreferrer">
                    {one.name}
                  </a>
                ) : (
                  one.name
                )}
              </div>
              {one.stale > 0 && (
                <span className="tag amber">{t('documents.stale_now', { n: number(one.stale) })}</span>
              )}
            </td>
            <td>
              {moment(one.read_at, i18n.language, Date.now())}
              {one.read_by_name && <div className="meta">{one.read_by_name}</div>}
            </td>
            <td className="num">{number(one.sections)}</td>
            <td className="num">{number(one.open)}</td>
            <td className="num">{number(one.accepted)}</td>
            <td className="num">{number(one.rejected)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Learning({ shop, sources, onLearned }: { shop: string; sources?: Sources; onLearned: () => void }) {
  const { t, i18n } = useTranslation();
  const [days, setDays] = useState(90);
  const [learnt, setLearnt] = useState<Learnt>();
  const done = (result: Learnt) => {
    setLearnt(result);
    onLearned();
  };
  const dialogues = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/shops/{shop}/dialogues/learn', {
          params: { path: { shop } },
          body: { since_days: days },
        }),
      ),
    onSuccess: done,
  });
  const products = useMutation({
    mutationFn: () => data(api.POST('/api/v1/shops/{shop}/products/learn', { params: { path: { shop } } })),
    onSuccess: done,
  });
  const busy = dialogues.isPending || products.isPending;
  const error = dialogues.error ?? products.error;
  const begin = (what: typeof dialogues) => {
    setLearnt(undefined);
    dialogues.reset();
    products.reset();
    what.mutate();
  };
  return (
    <>
      <section className="panel stack">
        <div className="line">
          <div>
            <b>{t('documents.dialogues')}</b>
            <p className="meta">{t('documents.dialogues_hint')}</p>
          </div>
          <span className="end">
            <select
              className="input"
              aria-label={t('documents.since')}
              value={days}
              disabled={busy}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              {SPANS.map((span) => (
                <option key={span} value={span}>
                  {t('documents.days', { n: span })}
                </option>
              ))}
            </select>
          </span>
          <Button disabled={busy} onClick={() => begin(dialogues)}>
            {t('documents.learn_dialogues')}
          </Button>
        </div>
        <div className="line">
          <div>
            <b>{t('documents.products')}</b>
            <p className="meta">{t('documents.products_hint')}</p>
          </div>
          <Button className="end" disabled={busy} onClick={() => begin(products)}>
            {t('documents.learn_products')}
          </Button>
        </div>
        {sources && (
          <p className="meta">
            {t('documents.learned_from', {
              dialogues: figure(sources.dialogues, i18n.language),
              products: figure(sources.products, i18n.language),
            })}
          </p>
        )}
        {busy && <progress aria-label={t('documents.learning')} />}
        {error && (
          <p className="alert" role="alert">
            {words(error, t)}
          </p>
        )}
      </section>
      {learnt && <LearnedReport learned={learnt} read={learnt.read} left={learnt.left} />}
    </>
  );
}
