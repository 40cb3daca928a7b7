import { useTranslation } from 'react-i18next';
import { Promises } from '../features/promises/promises';

export function PromisesPage() {
  const { t } = useTranslation();
  return (
    <main className="page">
      <div className="in">
        <h1>{t('promises.title')}</h1>
        <p className="meta">{t('promises.lead')}</p>
        <Promises />
      </div>
    </main>
  );
}
