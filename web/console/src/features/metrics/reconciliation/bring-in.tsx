import type { ReconciledDay, Shop } from '@miaohui/client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ImportFile } from '../../../app/import-file';
import { ReportView } from '../../../app/import-report';
import { keys } from '../../../app/keys';
import { PlatformColumns } from '../../../app/platform-columns';
import { useImport } from '../../../app/use-import';
import { ByHand } from './by-hand';

interface Props {
  shop: Shop;
  metric: string;
  is_seconds: boolean;
  /** What the platform has told already. */
  told: ReconciledDay[];
}

/** Takes in what the platform tells: its report as a file, or one day by hand. */
export function BringIn({ shop, metric, is_seconds, told }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  // A report may tell of other numbers of the shop too.
  const importing = useImport(
    shop.id,
    'platform_numbers',
    () => void client.invalidateQueries({ queryKey: keys.reconciliation(shop.id) }),
  );
  return (
    <section className="panel stack bring-in" aria-label={t('reconciliation.bring_in')}>
      <header>
        <h2>{t('reconciliation.bring_in')}</h2>
      </header>
      <div className="ways">
        <div className="stack">
          <ImportFile importing={importing} />
        </div>
        <PlatformColumns metrics={[{ metric, is_seconds }]} zone={shop.time_zone} />
      </div>
      {importing.report && <ReportView report={importing.report} />}
      <ByHand shop={shop} metric={metric} is_seconds={is_seconds} told={told} />
    </section>
  );
}
