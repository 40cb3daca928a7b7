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
          {upload.picture ? <img src={upload.picture} alt="" /> : <Icon name="file" />}
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
