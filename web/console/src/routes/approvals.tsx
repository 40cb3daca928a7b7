import { useTranslation } from 'react-i18next';
import { ApprovalList } from '../features/authority/approvals';

/** What waits for a lead's word. */
export function Approvals() {
  const { t } = useTranslation();
  return (
    <main className="page">
      <div className="in approving">
        <h1>{t('approvals.title')}</h1>
        <ApprovalList />
      </div>
    </main>
  );
}
