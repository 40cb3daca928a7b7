import type { Learned } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import { Counts } from '../../app/counts';
import { figure } from '../../i18n/format';

/** What came of learning: how much is proposed, what contradicts itself, what cannot be an article. */
export function LearnedReport({ learned, read, left }: { learned: Learned; read?: number; left?: number }) {
  const { t, i18n } = useTranslation();
  const counts: [string, number][] = [
    [t('documents.proposed'), learned.proposed],
    [t('documents.changed'), learned.changed],
    [t('documents.unchanged'), learned.unchanged],
    [t('documents.known'), learned.known],
    [t('documents.retired'), learned.retired],
    [t('documents.stale'), learned.stale],
  ];
  if (read !== undefined) counts.unshift([t('documents.looked_at'), read]);
  const amiss = learned.stale > 0 || learned.contradictions.length > 0 || learned.refused.length > 0;
  return (
    <section className="panel report" role="status">
      <p className={`verdict ${amiss ? 'amber' : 'green'}`}>
        <Icon name={amiss ? 'warn' : 'ok'} />
        {learned.proposed + learned.changed + learned.retired > 0
          ? t('documents.waits')
          : t('documents.nothing_new')}
      </p>
      <Counts counts={counts} />
      {left !== undefined && left > 0 && (
        <p className="meta">{t('documents.left', { n: figure(left, i18n.language) })}</p>
      )}
      {learned.contradictions.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>{t('documents.contradiction')}</th>
              <th>{t('documents.taken')}</th>
              <th>{t('documents.left_out')}</th>
            </tr>
          </thead>
          <tbody>
            {learned.contradictions.map((one) => (
              <tr key={one.key}>
                <td>{one.question}</td>
                <td>{one.differs.map((differs) => differs.ours).join(' · ')}</td>
                <td>{one.differs.map((differs) => differs.theirs).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {learned.refused.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>{t('documents.part')}</th>
              <th>{t('documents.refused')}</th>
            </tr>
          </thead>
          <tbody>
            {learned.refused.map((one) => (
              <tr key={one.key}>
                <td>{one.key}</td>
                <td>{one.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
