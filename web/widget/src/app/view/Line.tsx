import type { Chat } from '../chat';
import type { Message } from '../contract';
import { texts } from '../i18n';
import { safe } from '../linkify';
import type { Row } from '../rows';
import type { State } from '../state';
import { exact } from '../time';
import { Files } from './Files';
import { Goods } from './Goods';
import { Icon } from './Icon';
import type { Shown } from './Lightbox';
import { Words } from './Words';

interface LineProps {
  row: Extract<Row, { kind: 'message' }>;
  chat: Chat;
  state: State;
  /** Nothing came after it: its choices can still be taken. */
  newest: boolean;
  look(shown: Shown): void;
}

/** What the bot or a person said. */
export function Line({ row, chat, state, newest, look }: LineProps) {
  const { message, begins } = row;
  const link = safe(message.link);
  const image = safe(message.image);
  const video = safe(message.video);
  return (
    <div class={begins ? 'line begins' : 'line'}>
      {begins && <Speaker message={message} chat={chat} state={state} />}
      {(message.text || image || link || video) && (
        <div class={message.automatic ? 'bubble automatic' : 'bubble'} title={exact(row.at)}>
          <Words text={message.text} />
          {image && (
            <img
              class="outside"
              src={image}
              alt={texts().picture}
              loading="lazy"
              referrerpolicy="no-referrer"
            />
          )}
          {video && (
            <a class="link" href={video} target="_blank" rel="noopener noreferrer">
              {texts().watch}
              <Icon name="play" />
            </a>
          )}
          {link && (
            <a class="link" href={link} target="_blank" rel="noopener noreferrer">
              {texts().open_link}
              <Icon name="open" />
            </a>
          )}
        </div>
      )}
      {message.card && <Goods card={message.card} currency={state.config?.currency} />}
      <Files files={message.attachments} chat={chat} look={look} />
      {message.rateable && <Rating message={message} chat={chat} />}
      {newest && message.choices.length > 0 && (
        <fieldset class="choices" aria-label={texts().choices_label}>
          {message.choices.map((choice) => (
            <button type="button" class="choice" key={choice} onClick={() => chat.choose(choice)}>
              {choice}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}

/** Whether the answer helped: quiet, and changed by another press. */
function Rating({ message, chat }: { message: Message; chat: Chat }) {
  const t = texts();
  const button = (helpful: boolean, label: string) => (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={message.helpful === helpful}
      onClick={() => void chat.rate(message, helpful)}
    >
      <Icon name={helpful ? 'good' : 'bad'} />
    </button>
  );
  return (
    <fieldset class="rating" aria-label={t.rating}>
      {button(true, t.helpful)}
      {button(false, t.not_helpful)}
      {message.helpful !== null && <span role="status">{t.rated}</span>}
    </fieldset>
  );
}

function Speaker({ message, chat, state }: { message: Message; chat: Chat; state: State }) {
  const t = texts();
  const bot = state.config?.bot_name[chat.setting.language] ?? '';
  return (
    <p class="speaker">
      {message.automatic ? bot : message.name}
      <span class={message.automatic ? 'tag' : 'tag person'}>
        {message.automatic && <Icon name="bot" />}
        {message.automatic ? t.automatic : t.agent}
      </span>
    </p>
  );
}

interface OwnProps {
  row: Extract<Row, { kind: 'message' | 'outgoing' }>;
  chat: Chat;
  state: State;
  /** The last of the buyer's messages that a person has seen. */
  seen: Message | undefined;
  look(shown: Shown): void;
}

/** What the buyer said, with how far it has come. */
export function OwnLine({ row, chat, state, seen, look }: OwnProps) {
  const { text, attachments } = row.kind === 'message' ? row.message : row.entry;
  const at = row.kind === 'message' ? row.at : row.entry.at;
  return (
    <div class={row.begins ? 'line own begins' : 'line own'}>
      {text && (
        <div class="bubble" title={exact(at)}>
          <Words text={text} />
        </div>
      )}
      <Files files={attachments} chat={chat} look={look} />
      {row.kind === 'message' ? (
        <Mark message={row.message} state={state} seen={seen} />
      ) : row.entry.failed === undefined ? (
        <p class="mark-line late">{state.link === 'lost' ? texts().waiting_to_send : texts().sending}</p>
      ) : (
        <Failed clientId={row.entry.client_id} why={row.entry.failed} chat={chat} />
      )}
    </div>
  );
}

/** Marks stand under the last message they hold for: everything before it has come at least as far. */
function Mark({ message, state, seen }: { message: Message; state: State; seen: Message | undefined }) {
  const t = texts();
  if (message.id === seen?.id) return <p class="mark-line">{t.read}</p>;
  const lastOwn = state.messages.findLast((other) => other.author === 'buyer');
  if (message !== lastOwn || state.messages.at(-1) !== message || state.outbox.length > 0) return null;
  return <p class="mark-line">{t.sent}</p>;
}

function Failed({ clientId, why, chat }: { clientId: string; why: string; chat: Chat }) {
  const t = texts();
  return (
    <div class="failed" role="alert">
      <p>
        <Icon name="alert" />
        <span>
          {t.not_sent} · {why}
        </span>
      </p>
      <button type="button" class="plain" onClick={() => chat.retry(clientId)}>
        {t.retry}
      </button>
      <button type="button" class="plain" onClick={() => chat.takeBack(clientId)}>
        {t.edit}
      </button>
    </div>
  );
}
