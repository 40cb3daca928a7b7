import { useState } from 'preact/hooks';
import type { Chat } from '../chat';
import { texts } from '../i18n';
import type { Upload } from '../state';
import { size } from '../time';
import { Icon } from './Icon';

/** Files that will go with the next message. */
export function Tray({ chat, uploads }: { chat: Chat; uploads: Upload[] }) {
  if (uploads.length === 0) return null;
  return (
    <ul class="tray">
      {uploads.map((upload) => (
        <li key={upload.key} class={upload.problem ? 'refused' : undefined}>
          <Thumbnail address={upload.picture} />
          <div>
            <p class="name">{upload.name}</p>
            <Progress upload={upload} />
          </div>
          <button
            type="button"
            class="quiet small"
            aria-label={texts().remove(upload.name)}
            onClick={() => chat.tray.remove(upload.key)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A picture in small; what calls itself a picture and is none looks like any file. */
function Thumbnail({ address }: { address: string | null }) {
  const [broken, give] = useState(false);
  if (!address || broken) return <Icon name="file" />;
  return <img src={address} alt="" onError={() => give(true)} />;
}

function Progress({ upload }: { upload: Upload }) {
  const t = texts();
  if (upload.problem) {
    return (
      <p class="why" role="alert">
        {upload.problem}
      </p>
    );
  }
  if (upload.attachment) {
    return (
      <p class="state">
        {t.uploaded} · {size(upload.size)}
      </p>
    );
  }
  const percent = Math.round(upload.share * 100);
  return <progress max={100} value={percent} aria-label={t.uploading(percent)} />;
}
