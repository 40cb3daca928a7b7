import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { Skeleton } from '@miaohui/ui/state';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from './failed';

interface Props<T> {
  title: string;
  asked: { data: T | undefined; isError: boolean; error: Error | null; refetch: () => unknown };
  onClose: () => void;
  wide?: boolean;
  /** The window once what it shows is there. */
  children: (data: T) => ReactNode;
}

/** A window that must read something first: it is there from the click on, and says when that cannot be read. */
export function LoadedDialog<T>({ title, asked, onClose, wide, children }: Props<T>) {
  const { t } = useTranslation();
  if (asked.data !== undefined) return children(asked.data);
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      {asked.isError ? (
        <Failed error={asked.error} again={asked.refetch} />
      ) : (
        <Skeleton lines={4} label={t('common.loading')} />
      )}
      <footer>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </footer>
    </Dialog>
  );
}
