import { IconButton } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { useTranslation } from 'react-i18next';
import type { Sending } from './use-files';

/** Files that go with the next message, and how far they have come. */
export function Attached({ files, onRemove }: { files: Sending[]; onRemove: (key: number) => void }) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className="attached">
      {files.map((one) => (
        <li key={one.key}>
          <Icon name="file" />
          <span className="ell">{one.name}</span>
          {!one.file && (
            <progress
              value={one.share}
              aria-label={t('composer.uploading', { n: Math.round(one.share * 100) })}
            />
          )}
          <IconButton
            icon="close"
            label={t('composer.remove_file', { name: one.name })}
            onClick={() => onRemove(one.key)}
          />
        </li>
      ))}
    </ul>
  );
}
