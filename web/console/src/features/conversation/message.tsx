import type { Attachment, Message, Source } from '@miaohui/client';
import { fileUrl } from '@miaohui/client';
import { IconButton } from '@miaohui/ui/button';
import { Icon } from '@miaohui/ui/icon';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clock, day } from '../../i18n/format';
import { Checked } from './checked';
import { ShownBelow } from './shown';

interface Props {
  message: Message;
  first: boolean;
  buyer: string;
  /** The buyer has seen it. */
  read: boolean;
  /** The shop's, in which prices are. */
  currency: string | undefined;
  /** Keeps what an agent said as knowledge. */
  onCapture: (message: string) => void;
}

export const MessageLine = memo(function MessageLine(props: Props) {
  const { message: m, first, buyer, read, currency, onCapture } = props;
  const { t, i18n } = useTranslation();
  if (m.author === 'system') return <SystemLine message={m} />;
  const mine = m.author !== 'buyer';
  const kind = m.private ? 'note' : m.author === 'buyer' ? 'in' : m.author === 'bot' ? 'me bot' : 'me agent';
  return (
    <article className={`msg ${m.private ? 'note' : kind} ${first ? 'first' : ''}`}>
      {first && (
        <p className="by">
          {m.author === 'buyer' && <b>{buyer}</b>}
          {m.author === 'bot' && (
            <span className="botl">
              <Icon name="bot" small />
              {t('conversation.automatic')}
            </span>
          )}
          {m.private && (
            <span className="notel">
              <Icon name="note" small />
              {t('conversation.note')}
            </span>
          )}
          {m.agent_name && <b>{m.agent_name}</b>}
          {m.author === 'assist' && <span className="botl">{t('conversation.assist')}</span>}
          <time dateTime={m.created_at}>{clock(m.created_at, i18n.language)}</time>
          {m.private && <span>{t('conversation.note_about')}</span>}
        </p>
      )}
      {m.text && isAnswer(m) ? (
        <div className="kept">
          <IconButton icon="book" label={t('capture.keep')} onClick={() => onCapture(m.id)} />
          <p className="bub">{m.text}</p>
        </div>
      ) : (
        m.text && <p className="bub">{m.text}</p>
      )}
      {m.attachments.map((file) => (
        <File key={file.id} file={file} />
      ))}
      {m.choices.length > 0 && (
        <ul className="choices" aria-label={t('conversation.offered')}>
          {m.choices.map((choice) => (
            <li key={choice} className="tag line">
              {choice}
            </li>
          ))}
        </ul>
      )}
      <ShownBelow message={m} currency={currency} />
      <Sources sources={m.sources} />
      <Checked checked={m.checked} />
      {mine && !m.private && read && <span className="state">{t('conversation.read')}</span>}
      {mine && m.state === 'failed' && <span className="state red">{t('conversation.failed')}</span>}
    </article>
  );
});

/** Whether a person said it to the buyer, in words. */
export function isAnswer({ author, private: hidden, text }: Message): boolean {
  return (author === 'agent' || author === 'assist') && !hidden && text !== '';
}

function SystemLine({ message }: { message: Message }) {
  const { i18n } = useTranslation();
  return (
    <p className="sys">
      <span>
        {message.text} · {clock(message.created_at, i18n.language)}
      </span>
    </p>
  );
}

/** What an answer rests on, each named once; how old it is, and who told it, on pointing at it. */
export function Sources({ sources }: { sources: Source[] }) {
  const { t, i18n } = useTranslation();
  if (sources.length === 0) return null;
  const age = ({ as_of, origin }: Source) =>
    as_of
      ? t('conversation.source_age', {
          origin: t(`conversation.origin.${origin ?? 'unknown'}`),
          when: `${day(as_of, i18n.language)} ${clock(as_of, i18n.language)}`,
        })
      : '';
  return (
    <p className="srcs">
      {t('conversation.sources')}
      {sources.map((source) => (
        <span
          key={`${source.kind}/${source.id}`}
          className="ell"
          title={`${source.id} ${age(source)}`.trim()}
        >
          {t(`source.${source.kind}`)} {source.title}
        </span>
      ))}
    </p>
  );
}

export function File({ file }: { file: Attachment }) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState(false);
  const url = fileUrl(file.id);
  if (file.media_type.startsWith('image/') && !broken) {
    // The session's cookie goes along: only who may see the shop sees the picture.
    return (
      <a className="pic" href={url} target="_blank" rel="noreferrer">
        <img
          src={url}
          alt={t('conversation.picture', { name: file.name })}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
          loading="lazy"
          onError={() => setBroken(true)}
        />
      </a>
    );
  }
  return (
    <a
      className="file"
      href={url}
      download={file.name}
      aria-label={t('conversation.download', { name: file.name })}
    >
      <Icon name={broken ? 'warn' : 'file'} />
      <span className="ell">{broken ? t('conversation.load_picture') : file.name}</span>
      <span className="meta">{size(file.size)}</span>
    </a>
  );
}

function size(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
