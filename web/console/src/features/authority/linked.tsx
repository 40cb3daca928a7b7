import { Button } from '@miaohui/ui/button';
import { Empty, Skeleton } from '@miaohui/ui/state';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { approvalQuery } from '../../app/queries';
import { ApprovalItem } from './item';

/** The approval that a link led to: to be decided, or how it ended. */
export function LinkedApproval({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: approval, error, refetch } = useQuery(approvalQuery(id));
  const over = approval?.state === 'asked' ? 'approvals.linked_asked' : 'approvals.linked_over';
  const title = t(approval ? over : 'approvals.linked');
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      {!approval && !error && <Skeleton lines={3} label={t('common.loading')} />}
      {!approval && error && (
        <Empty icon="warn" title={t('common.failed')}>
          <p>{words(error, t)}</p>
          <Button onClick={() => void refetch()}>{t('common.retry')}</Button>
        </Empty>
      )}
      {approval && (
        <ul className="approvals">
          <li>
            <ApprovalItem approval={approval} />
          </li>
        </ul>
      )}
    </section>
  );
}
