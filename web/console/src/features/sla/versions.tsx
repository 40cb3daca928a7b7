import type { Shop, SlaVersion } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useTranslation } from 'react-i18next';
import { fullMoment } from '../../i18n/format';
import { usePersonName } from './use-person-name';

interface Props {
  shop: Shop;
  versions: SlaVersion[];
  /** The version that holds now. */
  holds: number;
  shown: number | undefined;
  onView: (version: number) => void;
}

/** Every version with the moment from which it holds, the newest first. */
export function Versions({ shop, versions, holds, shown, onView }: Props) {
  const { t, i18n } = useTranslation();
  const nameOf = usePersonName(shop);
  const title = t('sla.versions');
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="meta">{t('common.count', { n: versions.length })}</span>
      </header>
      <table className="table">
        <thead>
          <tr>
            <th>{t('sla.version_title')}</th>
            <th>{t('sla.from')}</th>
            <th>{t('sla.by')}</th>
            <th>{t('sla.state')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {versions.toReversed().map((one) => (
            <tr key={one.version} className={one.version < holds ? 'off' : undefined}>
              <th scope="row">{t('sla.version', { n: one.version })}</th>
              <td className="num">
                {one.version === 0
                  ? t('sla.from_the_beginning')
                  : fullMoment(one.effective_from, i18n.language)}
              </td>
              <td>{one.version === 0 ? t('sla.usual') : nameOf(one.by)}</td>
              <td>
                {one.version === holds && <span className="tag green">{t('sla.holds')}</span>}
                {one.version > holds && <span className="tag amber">{t('sla.to_come')}</span>}
              </td>
              <td className="acts">
                <Button
                  aria-label={`${t('sla.view')} · ${t('sla.version', { n: one.version })}`}
                  aria-pressed={one.version === shown}
                  onClick={() => onView(one.version)}
                >
                  {t('sla.view')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
