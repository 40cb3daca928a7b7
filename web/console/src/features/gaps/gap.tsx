import { api, data, type Gap, type NearArticle, type OpenGap } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { SelectField, TextField } from '@miaohui/ui/field';
import { Icon } from '@miaohui/ui/icon';
import { Skeleton } from '@miaohui/ui/state';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { shopsQuery } from '../../app/queries';
import { percent } from '../../i18n/format';
import { AnswerForm } from './answer';
import { MergeDialog } from './merge';
import { Questions } from './questions';

/** One gap: who answers it until when, what was asked, what is near, and the answer. */
export function OpenGapPage({ id, shop }: { id: string; shop: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [answering, setAnswering] = useState<'new' | NearArticle>();
  const [merging, setMerging] = useState(false);
  const params = { path: { id } };
  const open = useQuery({
    queryKey: keys.gap(id),
    queryFn: () => data(api.GET('/api/v1/gaps/{id}', { params })),
  });
  const show = (fresh: OpenGap) => {
    client.setQueryData(keys.gap(id), fresh);
    void client.invalidateQueries({ queryKey: keys.gapsOf(shop) });
    const asked = fresh.questions.filter((question) => !question.withdrawn);
    const answered = asked.filter((question) => question.again?.answered).length;
    notify(t('gaps.result', { n: asked.length, answered }), { bad: answered < asked.length });
  };
  const again = useMutation({
    mutationFn: () => data(api.POST('/api/v1/gaps/{id}/ask_again', { params })),
    onSuccess: show,
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const back = (
    <Link to="/knowledge/{-$section}" params={{ section: 'gaps' }} search={{ shop }} className="back">
      <Icon name="back" small />
      {t('gaps.back')}
    </Link>
  );
  if (open.isError)
    return (
      <section className="panel">
        {back}
        <p className="alert" role="alert">
          {words(open.error, t)}
        </p>
      </section>
    );
  if (!open.data) return <Skeleton lines={6} label={t('common.loading')} />;
  const { gap, questions, near } = open.data;
  return (
    <>
      {back}
      <Head gap={gap} shop={shop}>
        <Button disabled={again.isPending} onClick={() => again.mutate()}>
          {t('gaps.ask_again')}
        </Button>
        <Button onClick={() => setMerging(true)}>{t('gaps.merge')}</Button>
        <Button look="primary" onClick={() => setAnswering('new')}>
          {t('gaps.answer')}
        </Button>
      </Head>
      {gap.state !== 'closed' && (
        <section className="panel" aria-label={t('gaps.near')}>
          <header>
            <h2>{t('gaps.near')}</h2>
          </header>
          {near.length === 0 && <p className="meta">{t('gaps.no_near')}</p>}
          <ul className="near">
            {near.map((one) => (
              <Near key={one.article.id} near={one} onUse={() => setAnswering(one)} />
            ))}
          </ul>
        </section>
      )}
      <Questions gap={gap} questions={questions} />
      {answering && (
        <AnswerForm
          open={open.data}
          near={answering === 'new' ? undefined : answering}
          onAnswered={show}
          onClose={() => setAnswering(undefined)}
        />
      )}
      {merging && <MergeDialog gap={gap} onClose={() => setMerging(false)} />}
    </>
  );
}

function Head({ gap, shop, children }: { gap: Gap; shop: string; children: React.ReactNode }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: shops = [] } = useQuery(shopsQuery);
  const people = shops.find((one) => one.id === shop)?.colleagues ?? [];
  const change = useMutation({
    mutationFn: (body: { owner?: string | null; due_at?: string | null }) =>
      data(api.PATCH('/api/v1/gaps/{id}', { params: { path: { id: gap.id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.gaps }),
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const closed = gap.state === 'closed';
  return (
    <section className="panel" aria-label={gap.title}>
      <header>
        <h2 className="gap-question">{gap.title}</h2>
        <span className="end line">{children}</span>
      </header>
      <p className="line">
        {gap.must_at && <span className="tag red">{t('gaps.must')}</span>}
        {gap.overdue && <span className="tag red">{t('gaps.overdue')}</span>}
        <span className={closed ? 'tag green' : 'tag'}>{t(`gaps.states.${gap.state}`)}</span>
        <span className="tag">{t(`intent.${gap.intent}`)}</span>
        <span className="meta num">
          {t('gaps.count')} {gap.count} · {t('gaps.week')} {gap.week}
        </span>
      </p>
      <p className="meta">{closed ? t('gaps.closed_about') : t('gaps.unanswered', { n: gap.unanswered })}</p>
      {!closed && (
        <div className="gap-keeping">
          <SelectField
            label={t('gaps.owner')}
            value={gap.owner ?? ''}
            options={[
              { value: '', label: t('gaps.nobody') },
              ...people.map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={(event) => change.mutate({ owner: event.target.value || null })}
          />
          <TextField
            label={t('gaps.due')}
            type="date"
            value={gap.due_at ? localDay(gap.due_at) : ''}
            onChange={(event) => change.mutate({ due_at: endOfDay(event.target.value) })}
          />
        </div>
      )}
    </section>
  );
}

function Near({ near, onUse }: { near: NearArticle; onUse: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <p className="line">
        <strong>{near.article.question}</strong>
        <span className="tag num">{percent(near.score, i18n.language)}</span>
        <span className="end">
          <Button onClick={onUse}>{t('gaps.use')}</Button>
        </span>
      </p>
      <p className="meta">{near.answer}</p>
    </li>
  );
}

/** A moment as the day it is here, for a field of days. */
function localDay(at: string): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The end of a day here. */
function endOfDay(day: string): string | null {
  return day ? new Date(`${day}T23:59:59`).toISOString() : null;
}
