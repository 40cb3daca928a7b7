import { Button } from '@miaohui/ui/button';
import { Empty } from '@miaohui/ui/state';
import { useTranslation } from 'react-i18next';
import { words } from './errors';

/** That something could not be read, why, and another try. */
export function Failed({ error, again }: { error: unknown; again: () => unknown }) {
  const { t } = useTranslation();
  return (
    <Empty icon="warn" title={t('common.failed')}>
      <p role="alert">{words(error, t)}</p>
      <Button onClick={() => void again()}>{t('common.retry')}</Button>
    </Empty>
  );
}
