import type { Report } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import { Counts } from './counts';

/** What came of an import: each bad row and column by name. */
export function ReportView({ report }: { report: Report }) {
  const { t } = useTranslation();
  const bad = report.problems_total > 0;
  const counts: [string, number][] = [
    [t('imports.added'), report.added],
    [t('imports.updated'), report.updated],
    [t('imports.unchanged'), report.unchanged],
    [t('imports.problems'), report.problems_total],
  ];
  return (
    <section className="panel report" role="status">
      <p className={`verdict ${bad ? 'red' : 'green'}`}>
        <Icon name={bad ? 'warn' : 'ok'} />
        {bad ? t('imports.refused') : report.stored ? t('imports.stored') : t('imports.tried')}
      </p>
      <Counts counts={counts} />
      {bad && (
        <>
          {report.problems_total > report.problems.length && (
            <p className="meta">
              {t('imports.first', { total: report.problems_total, shown: report.problems.length })}
            </p>
          )}
          <table className="table">
            <thead>
              <tr>
                <th>{t('imports.row')}</th>
                <th>{t('imports.field')}</th>
                <th>{t('imports.problem')}</th>
              </tr>
            </thead>
            <tbody>
              {report.problems.map((one) => (
                <tr key={`${one.row}/${one.field}/${one.code}`}>
                  <td className="num">{one.row}</td>
                  <td>
                    <code>{one.field}</code>
                  </td>
                  <td>{one.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
