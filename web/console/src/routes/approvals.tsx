import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApprovalList } from '../features/authority/approvals';
import { LinkedApproval } from '../features/authority/linked';

/** What waits for a lead's word; first the one that a link led to. */
export function Approvals() {
  const { t } = useTranslation();
  const { id } = useSearch({ from: '/approvals' });
  return (
    <main className="page">
      <div className="in approving">
        <h1>{t('approvals.title')}</h1>
        {id && <LinkedApproval key={id} id={id} />}
        <ApprovalList except={id} />
      </div>
    </main>
  );
}
