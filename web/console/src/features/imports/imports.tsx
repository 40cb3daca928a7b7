import { Button } from '@miaohui/ui/button';
import { Empty } from '@miaohui/ui/state';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChosenShop } from '../../app/choose-shop';
import { ImportFile } from '../../app/import-file';
import { ReportView } from '../../app/import-report';
import { PlatformColumns } from '../../app/platform-columns';
import { useImport } from '../../app/use-import';

const KINDS = [
  'size_tables',
  'products',
  'promotions',
  'policies',
  'buyers',
  'orders',
  'shipments',
  'returns',
  'articles',
  'snippets',
  'platform_numbers',
];
/** A share and a length of time, so that the sample shows how each is written. */
const SAMPLE = [
  { metric: 'taobao-three-minute', is_seconds: false },
  { metric: 'taobao-average-reply', is_seconds: true },
];

export function ImportForm() {
  const { t } = useTranslation();
  const { shop, control } = useChosenShop();
  const [kind, setKind] = useState('products');
  const importing = useImport(shop?.id, kind);
  if (!shop) return <Empty icon="bag" title={t('settings.choose_shop')} />;
  return (
    <>
      <section className="panel stack">
        <div className="line">
          <div className="kinds fill" role="toolbar" aria-label={t('imports.kind')}>
            {KINDS.map((one) => (
              <Button
                key={one}
                aria-pressed={one === kind}
                disabled={importing.share !== undefined}
                onClick={() => {
                  setKind(one);
                  importing.forget();
                }}
              >
                {t(`imports.${one}`)}
              </Button>
            ))}
          </div>
          <span className="end">{control}</span>
        </div>
        {kind === 'platform_numbers' && <PlatformColumns metrics={SAMPLE} zone={shop.time_zone} />}
        <ImportFile importing={importing}>
          <p className="meta">{t('imports.order')}</p>
        </ImportFile>
      </section>
      {importing.report && <ReportView report={importing.report} />}
    </>
  );
}
