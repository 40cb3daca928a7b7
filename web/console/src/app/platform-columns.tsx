import { Button } from '@miaohui/ui/button';
import { useTranslation } from 'react-i18next';
import { dayIn } from './day-in';
import { platformSample, type SampleMetric } from './platform-sample';
import { saveFile } from './save-file';

/** The columns of a platform's report, in both languages as files may name them. */
const COLUMNS = [
  { name: 'metric', zh: '指标', required: true },
  { name: 'day', zh: '日期', required: true },
  { name: 'value', zh: '数值', required: true },
  { name: 'units', zh: '数量', required: false },
] as const;

/** What a file with a platform's numbers holds, and one to begin with. */
export function PlatformColumns({ metrics, zone }: { metrics: SampleMetric[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const give = () => {
    const text = platformSample(metrics, dayIn(zone, Date.now()), i18n.language);
    saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), 'platform-numbers.csv');
  };
  return (
    <div className="stack columns">
      <table className="table">
        <thead>
          <tr>
            <th>{t('imports.field')}</th>
            <th>{t('platform.required')}</th>
            <th>{t('platform.meaning')}</th>
          </tr>
        </thead>
        <tbody>
          {COLUMNS.map(({ name, zh, required }) => (
            <tr key={name}>
              <td className="name">
                <code>{name}</code> · <span lang="zh-CN">{zh}</span>
              </td>
              <td>{t(required ? 'common.yes' : 'common.no')}</td>
              <td>
                {t(`platform.columns.${name}`, {
                  metrics: metrics.map((one) => one.metric).join(t('platform.or')),
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="line">
        <Button icon="down" onClick={give}>
          {t('platform.sample')}
        </Button>
        <span className="meta">{t('platform.again')}</span>
      </div>
    </div>
  );
}
