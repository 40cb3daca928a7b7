import { useTranslation } from 'react-i18next';
import { Devices } from '../features/devices/devices';

/** Where a person is told what concerns them. */
export function DevicesPage() {
  const { t } = useTranslation();
  return (
    <main className="page">
      <div className="in">
        <h1>{t('devices.page')}</h1>
        <Devices />
      </div>
    </main>
  );
}
