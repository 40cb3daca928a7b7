import { Button } from '@miaohui/ui/button';
import { Empty } from '@miaohui/ui/state';
import { useTranslation } from 'react-i18next';
import { words } from './errors';

/** What stands where a page has failed. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Empty icon="warn" title={t('common.broken')}>
      <p>{words(error, t)}</p>
      <Button onClick={() => location.reload()}>{t('common.reload')}</Button>
    </Empty>
  );
}
