import { type Attachment, fileUrl, upload } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';

const MOST = 3;

interface Props {
  shop: string;
  images: string[];
  error: string | undefined;
  onChange: (images: string[]) => void;
}

/** The pictures that go along with a snippet. */
export function Images({ shop, images, error, onChange }: Props) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const add = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const path = `/api/v1/shops/${shop}/snippets/images`;
      const stored = await upload<Attachment>(path, file, () => undefined).done;
      onChange([...images, stored.id]);
    } catch (refused) {
      setProblem(words(refused, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="field">
      <div className="line">
        {images.map((id, place) => (
          <span key={id} className="thumb">
            <img src={fileUrl(id)} alt={t('snippet.image', { n: place + 1 })} />
            <IconButton
              icon="close"
              label={t('snippet.image_remove', { n: place + 1 })}
              onClick={() => onChange(images.filter((one) => one !== id))}
            />
          </span>
        ))}
        {images.length < MOST && (
          <Button icon="clip" disabled={busy} onClick={() => picker.current?.click()}>
            {t('snippet.image_add')}
          </Button>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        hidden
        aria-label={t('snippet.image_add')}
        onChange={(event) => {
          void add(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {(problem ?? error) && (
        <p className="meta red" role="alert">
          {problem ?? error}
        </p>
      )}
    </div>
  );
}
