import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../chat';
import { texts } from '../i18n';
import type { State } from '../state';
import { ACCEPTED } from '../tray';
import { Icon } from './Icon';
import { Tray } from './Tray';

/** Longest message the server takes, in characters; where its end comes into sight. */
const LONGEST = 4000;
const NEAR_END = 3600;

/** Where the buyer writes. */
export function Composer({ chat, state }: { chat: Chat; state: State }) {
  const t = texts();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, write] = useState(chat.draft);
  const [sendWhenUploaded, postpone] = useState(false);
  const busy = chat.tray.busy;
  const anything = text.trim() !== '' || state.uploads.some((upload) => upload.attachment);

  const change = (value: string) => {
    write(value);
    chat.draft = value;
    chat.writes(value);
  };
  const send = () => {
    if (busy) return postpone(true);
    postpone(false);
    if (!anything) return;
    chat.say(text.trim(), chat.tray.take());
    write('');
    chat.draft = '';
  };
  useEffect(() => {
    if (sendWhenUploaded && !busy) send();
  }, [sendWhenUploaded, busy]);
  useEffect(() => {
    if (state.toWrite === 0) return;
    write(chat.draft);
  }, [state.toWrite]);
  useEffect(() => {
    // On a phone the keyboard would cover the conversation before the buyer has read it.
    if (matchMedia('(hover: hover)').matches) area.current?.focus();
  }, [state.toWrite]);
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    // While a syllable is being put together, Enter belongs to the input method. Safari says so only by the old code.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = event.clipboardData?.files;
    if (!files?.length || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    chat.tray.add(files);
  };
  return (
    <div class="composer">
      <Banner state={state} />
      <div class="actions">
        <ToPerson chat={chat} state={state} />
      </div>
      <Tray chat={chat} uploads={state.uploads} />
      <div class="box">
        <Pick chat={chat} />
        <textarea
          ref={area}
          rows={1}
          value={text}
          maxLength={LONGEST}
          placeholder={t.write}
          aria-label={t.write_label}
          enterkeyhint="send"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => chat.writes('')}
        />
        <button
          type="button"
          class="send"
          disabled={!anything && !busy}
          aria-label={t.send}
          title={t.send}
          onClick={send}
        >
          {sendWhenUploaded ? <span class="spinner" /> : <Icon name="send" />}
        </button>
      </div>
      {text.length > NEAR_END && (
        <p class="count" role="status">
          {text.length} / {LONGEST}
        </p>
      )}
    </div>
  );
}

function Pick({ chat }: { chat: Chat }) {
  const t = texts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          chat.tray.add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="quiet"
        aria-label={t.attach}
        title={t.attach}
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}

/** Always there: one tap to a person. Once asked, it says so instead of asking again. */
function ToPerson({ chat, state }: { chat: Chat; state: State }) {
  const t = texts();
  const status = state.conversation?.status;
  const asked = status === 'waiting' || status === 'assigned';
  const label =
    status === 'waiting' ? t.to_person_waiting : status === 'assigned' ? t.to_person_here : t.to_person;
  return (
    <button
      type="button"
      class="to-person"
      aria-disabled={asked}
      onClick={() => !asked && chat.say(t.to_person_phrase)}
    >
      <Icon name="person" />
      {label}
    </button>
  );
}

/** What stands in the way of sending, if anything does. */
function Banner({ state }: { state: State }) {
  const t = texts();
  const left = useSecondsUntil(state.quietUntil);
  const text = state.link === 'lost' ? t.offline : left > 0 ? t.quiet(left) : null;
  return (
    <div role="status">
      {text && (
        <p class="banner">
          <Icon name="alert" />
          {text}
        </p>
      )}
    </div>
  );
}

function useSecondsUntil(until: number): number {
  const [now, tick] = useState(Date.now());
  useEffect(() => {
    if (!until) return;
    tick(Date.now());
    const timer = setInterval(() => tick(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return until ? Math.max(0, Math.ceil((until - now) / 1000)) : 0;
}
