import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useBlocker } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks before what was written and not saved is left behind. */
export function Leaving({ unsaved }: { unsaved: RefObject<boolean> }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => unsaved.current,
    enableBeforeUnload: () => unsaved.current,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog title={t('articles.unsaved')} onClose={reset}>
      <p>{t('articles.leave_about')}</p>
      <footer>
        <Button look="danger" onClick={proceed}>
          {t('articles.leave')}
        </Button>
        <Button look="primary" onClick={reset}>
          {t('articles.stay')}
        </Button>
      </footer>
    </Dialog>
  );
}
