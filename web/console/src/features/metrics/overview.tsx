import type { Shop } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../app/failed';
import { Card } from './card';
import { Choice } from './choice';
import { useNumbers } from './use-numbers';

/** The numbers of a shop, as chosen. */
export function Overview({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  const { definitions, all, shown } = useNumbers(shop);
  if (definitions.isError && !definitions.data)
    return <Failed error={definitions.error} again={definitions.refetch} />;
  if (!shown) return <Skeleton lines={4} label={t('common.loading')} />;
  const title = all.length > 0 ? t('metrics.nothing_chosen') : t('metrics.no_definitions');
  return (
    <>
      <div className="line">
        <span className="meta">{t('common.count', { n: shown.length })}</span>
        <Button className="end" icon="table" onClick={() => setChoosing(true)}>
          {t('metrics.choose')}
        </Button>
      </div>
      {shown.length === 0 && <Empty icon="chart" title={title} />}
      <div className="numbers">
        {shown.map((one) => (
          <Card key={one.now.name} shop={shop.id} definition={one} />
        ))}
      </div>
      {choosing && <Choice shop={shop.id} all={all} shown={shown} onClose={() => setChoosing(false)} />}
    </>
  );
}
