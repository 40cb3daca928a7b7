import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../chat';
import type { Attachment } from '../contract';
import { texts } from '../i18n';
import { size } from '../time';
import { Icon } from './Icon';
import type { Shown } from './Lightbox';

interface Props {
  files: Attachment[];
  chat: Chat;
  look(shown: Shown): void;
}

/** The files of a message. They are fetched with the buyer's session: nobody else can open their addresses. */
export function Files({ files, chat, look }: Props) {
  if (files.length === 0) return null;
  return (
    <div class="files">
      {files.map((file) =>
        file.media_type.startsWith('image/') ? (
          <Picture key={file.id} file={file} chat={chat} look={look} />
        ) : (
          <Document key={file.id} file={file} chat={chat} />
        ),
      )}
    </div>
  );
}

function Picture({ file, chat, look }: { file: Attachment; chat: Chat; look(shown: Shown): void }) {
  const t = texts();
  const [address, show] = useState(chat.tray.pictures.get(file.id));
  const [problem, tell] = useState(false);
  const load = () => {
    tell(false);
    chat.tray.picture(file.id).then(show, () => tell(true));
  };
  useEffect(() => {
    if (!address) load();
  }, [file.id]);
  const shape = {
    aspectRatio: `${file.width ?? 4} / ${file.height ?? 3}`,
    width: `${Math.min(220, file.width ?? 220)}px`,
  };
  if (problem) {
    return (
      <button type="button" class="document" onClick={load}>
        <Icon name="alert" />
        <span>
          {t.file_unavailable}
          <small>{t.try_again}</small>
        </span>
      </button>
    );
  }
  return (
    <button
      type="button"
      class="picture"
      style={shape}
      aria-label={t.view_picture(file.name)}
      onClick={() => address && look({ address, name: file.name })}
    >
      {address && <img src={address} alt={file.name} />}
    </button>
  );
}

function Document({ file, chat }: { file: Attachment; chat: Chat }) {
  const t = texts();
  const [problem, tell] = useState<string | null>(null);
  const save = async () => {
    try {
      const address = URL.createObjectURL(await chat.api.file(file.id));
      download(address, file.name);
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      tell(null);
    } catch {
      tell(t.file_unavailable);
    }
  };
  return (
    <button type="button" class="document" aria-label={t.download(file.name)} onClick={() => void save()}>
      <Icon name="file" />
      <span>
        {file.name}
        <small role={problem ? 'alert' : undefined}>{problem ?? size(file.size)}</small>
      </span>
      <Icon name="download" />
    </button>
  );
}

/** Saves what is at an address under a name. */
export function download(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
