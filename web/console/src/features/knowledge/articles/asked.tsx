import type { ArticleHistory } from '@miaohui/client';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../app/form-dialog';
import { keys } from '../../../app/keys';
import { notify } from '../../../app/notices';

/** What is asked about once more before it is done. */
export type Asking = 'discard' | 'retire' | 'restore' | 'restore_over';

interface Props {
  asking: Asking;
  ask: () => Promise<ArticleHistory>;
  onDone: (history: ArticleHistory) => void;
  onClose: () => void;
}

export function Asked({ asking, ask, onDone, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <FormDialog
      danger={!asking.startsWith('restore')}
      title={t(`articles.${asking}`)}
      action={t(`articles.${asking}`)}
      save={ask}
      changes={[keys.of('articles')]}
      fields={[]}
      onClose={onClose}
      onSaved={(history) => {
        onDone(history);
        notify(t(`articles.${asking}_done`), { bad: false });
        onClose();
      }}
    >
      {() => <p>{t(`articles.${asking}_about`)}</p>}
    </FormDialog>
  );
}
