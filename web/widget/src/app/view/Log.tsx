import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Chat } from '../chat';
import type { Message } from '../contract';
import { texts } from '../i18n';
import { lastSeen } from '../messages';
import { type Row, rows } from '../rows';
import type { State } from '../state';
import { exact, moment } from '../time';
import { Icon } from './Icon';
import type { Shown } from './Lightbox';
import { Line, OwnLine } from './Line';

/** Nearer to the end than this counts as being there, in pixels. */
const NEAR = 60;

interface Props {
  chat: Chat;
  state: State;
  look(shown: Shown): void;
  children: ComponentChildren;
}

/** What was said. It follows new messages only when the buyer is at its end: nothing moves under somebody who reads. */
export function Log({ chat, state, look, children }: Props) {
  const t = texts();
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, hasBelow] = useState(false);
  const shown = useMemo(() => rows(state.messages, state.outbox), [state.messages, state.outbox]);
  const last = shown.at(-1)?.key;
  const toEnd = () => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  };
  const onScroll = () => {
    const box = log.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (!atEnd.current) return;
    hasBelow(false);
    seenBy(chat);
  };
  useLayoutEffect(() => {
    if (atEnd.current || shown.at(-1)?.kind === 'outgoing') toEnd();
    else hasBelow(true);
  }, [last]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [state.typing, shown]);
  useEffect(() => {
    const look = () => atEnd.current && seenBy(chat);
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [chat, state.messages, state.conversation?.id, state.link]);
  return (
    <div class="middle">
      <div
        class="log"
        role="log"
        aria-label={t.log}
        aria-live="polite"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
        tabIndex={0}
        ref={log}
        onScroll={onScroll}
      >
        {children}
        {shown.map((row) => (
          <LogRow key={row.key} row={row} chat={chat} state={state} look={look} />
        ))}
        {state.typing && (
          <p class="typing">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {t.typing(state.typing)}
          </p>
        )}
      </div>
      {below && (
        <button type="button" class="below" onClick={toEnd}>
          <Icon name="down" />
          {t.new_messages}
        </button>
      )}
    </div>
  );
}

function seenBy(chat: Chat) {
  if (document.visibilityState === 'visible') chat.seen();
}

function LogRow({
  row,
  chat,
  state,
  look,
}: {
  row: Row;
  chat: Chat;
  state: State;
  look(shown: Shown): void;
}) {
  if (row.kind === 'time') {
    return (
      <p class="time">
        <time dateTime={new Date(row.at).toISOString()} title={exact(row.at)}>
          {moment(row.at, Date.now())}
        </time>
      </p>
    );
  }
  if (row.kind === 'notice') return <p class="notice">{row.message.text}</p>;
  if (row.kind === 'outgoing' || row.message.author === 'buyer') {
    return (
      <OwnLine
        row={row}
        chat={chat}
        state={state}
        seen={lastSeen(state.messages, state.conversation)}
        look={look}
      />
    );
  }
  // That a person will come, or that a parcel moves, takes no choice away.
  const passing = ({ notice }: Message) =>
    notice === 'queued' || notice === 'awaited' || notice === 'orphaned';
  const newest =
    state.messages.filter((message) => !passing(message)).at(-1) === row.message && state.outbox.length === 0;
  return <Line row={row} chat={chat} state={state} newest={newest} look={look} />;
}
