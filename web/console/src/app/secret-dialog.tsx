import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useTranslation } from 'react-i18next';
import { copy } from './copy';

/** Something to copy. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  return (
    <div className="field">
      <div className="line">
        <b className="meta">{label}</b>
        <Button look="quiet" onClick={() => void copy(text, t)}>
          {t('common.copy')}
        </Button>
      </div>
      <pre>{text}</pre>
    </div>
  );
}

/** A secret that is shown this once. */
export function SecretDialog({
  title,
  label,
  secret,
  onClose,
}: {
  title: string;
  label: string;
  secret: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="secret">
        <p className="amber">{t('settings.secret_once')}</p>
        <Copyable label={label} text={secret} />
      </div>
      <footer>
        <Button look="primary" onClick={onClose}>
          {t('settings.understood')}
        </Button>
      </footer>
    </Dialog>
  );
}
