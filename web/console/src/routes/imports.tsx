import { useTranslation } from 'react-i18next';
import { ImportForm } from '../features/imports/imports';

export function Imports() {
  const { t } = useTranslation();
  return (
    <main className="page">
      <div className="in">
        <h1>{t('imports.title')}</h1>
        <p className="meta">{t('imports.lead')}</p>
        <ImportForm />
      </div>
    </main>
  );
}
