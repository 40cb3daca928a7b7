import { Button } from '@miaohui/ui/button';
import { Dialog } from '@miaohui/ui/dialog';
import { useTranslation } from 'react-i18next';
import { notify } from './notices';

/** Something to copy. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      notify(t('common.copied'), { bad: false });
    } catch {
      // A page without TLS has no clipboard, and a person may have forbidden it.
      notify(t('common.copy_by_hand'), { bad: true });
    }
  };
  return (
    <div className="field">
      <div className="line">
        <b className="meta">{label}</b>
        <Button look="quiet" onClick={() => void copy()}>
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
