import { api, data, type Gap, type GapQuestion } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../app/form-dialog';
import { keys } from '../../app/keys';
import { moment, percent } from '../../i18n/format';

/** What buyers really asked, and whether the shelf answers it now. */
export function Questions({ gap, questions }: { gap: Gap; questions: GapQuestion[] }) {
  const { t } = useTranslation();
  const [withdrawing, setWithdrawing] = useState<GapQuestion>();
  return (
    <section className="panel" aria-label={t('gaps.questions')}>
      <header>
        <h2>{t('gaps.questions')}</h2>
        <span className="meta">{t('common.count', { n: questions.length })}</span>
      </header>
      <table className="table">
        <tbody>
          {questions.map((question) => (
            <Row key={question.asked.id} question={question} onWithdraw={() => setWithdrawing(question)} />
          ))}
        </tbody>
      </table>
      {withdrawing && (
        <Withdrawing gap={gap} question={withdrawing} onClose={() => setWithdrawing(undefined)} />
      )}
    </section>
  );
}

function Row({ question, onWithdraw }: { question: GapQuestion; onWithdraw: () => void }) {
  const { t, i18n } = useTranslation();
  const { asked, withdrawn } = question;
  return (
    <tr className={withdrawn ? 'off' : undefined}>
      <td>
        <p>{asked.text}</p>
        <Result question={question} />
      </td>
      <td>
        <span className="tag">{t(`outcome.${asked.outcome}`)}</span>
        {asked.rating === 'bad' && asked.rated_by && (
          <p className="meta">
            {t('rating.bad')} · {t(`rated_by.${asked.rated_by}`)}
          </p>
        )}
      </td>
      <td className="num">{moment(asked.at, i18n.language, Date.now())}</td>
      <td className="acts">
        <span className="line">
          <Link to="/" search={{ c: asked.conversation }} className="btn">
            {t('gaps.conversation')}
          </Link>
          {!withdrawn && <Button onClick={onWithdraw}>{t('gaps.withdraw')}</Button>}
        </span>
      </td>
    </tr>
  );
}

function Result({ question: { withdrawn, again } }: { question: GapQuestion }) {
  const { t, i18n } = useTranslation();
  if (withdrawn) return <p className="meta">{t('gaps.withdrawn', { reason: withdrawn })}</p>;
  if (!again) return null;
  if (!again.article) return <p className="meta amber">{t('gaps.no_article')}</p>;
  const about = { article: again.article.question, score: percent(again.score ?? 0, i18n.language) };
  return again.answered ? (
    <p className="meta green">{t('gaps.answered_by', about)}</p>
  ) : (
    <p className="meta amber">{t('gaps.not_answered_by', about)}</p>
  );
}

function Withdrawing({ gap, question, onClose }: { gap: Gap; question: GapQuestion; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const path = { id: gap.id, asked: question.asked.id };
  return (
    <FormDialog
      title={t('gaps.withdraw_title')}
      action={t('gaps.withdraw')}
      save={() =>
        data(api.POST('/api/v1/gaps/{id}/questions/{asked}/withdraw', { params: { path }, body: { reason } }))
      }
      changes={[keys.gaps]}
      fields={['reason']}
      onClose={onClose}
    >
      {(error) => (
        <>
          <p>{question.asked.text}</p>
          <TextField
            label={t('gaps.reason')}
            required
            value={reason}
            error={error('reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
