import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../chat';
import { languageTag, texts } from '../i18n';
import type { State } from '../state';
import { Composer } from './Composer';
import { Header } from './Header';
import { Lightbox, type Shown } from './Lightbox';
import { Log } from './Log';
import { Welcome } from './Welcome';

/** The open chat. */
export function Panel({ chat, state }: { chat: Chat; state: State }) {
  const t = texts();
  const panel = useRef<HTMLElement>(null);
  const [picture, look] = useState<Shown | null>(null);
  const [dropping, drop] = useState(false);
  useFullScreen(panel);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (picture) look(null);
    else chat.setOpen(false);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    drop(false);
    chat.tray.add(event.dataTransfer?.files ?? []);
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    drop(true);
  };
  const empty = state.messages.length === 0 && state.outbox.length === 0;
  return (
    <section
      class="panel"
      role="dialog"
      aria-label={t.title(state.config?.shop ?? '')}
      lang={languageTag()}
      ref={panel}
      onKeyDown={onKeyDown}
      onDragOver={onDragOver}
      onDragLeave={() => drop(false)}
      onDrop={onDrop}
    >
      <Header chat={chat} state={state} />
      {state.ready || !empty ? (
        <>
          <Log chat={chat} state={state} look={look}>
            {empty && <Welcome chat={chat} state={state} />}
          </Log>
          <Composer chat={chat} state={state} />
        </>
      ) : (
        <Beginning chat={chat} state={state} />
      )}
      {dropping && <div class="drop">{t.drop_here}</div>}
      {picture && <Lightbox shown={picture} close={() => look(null)} />}
    </section>
  );
}

/** Before anything is known: it is being looked up, or cannot be. */
function Beginning({ chat, state }: { chat: Chat; state: State }) {
  const t = texts();
  if (state.problem === null) {
    return (
      <div class="beginning" role="status">
        <span class="spinner" />
        {t.loading}
      </div>
    );
  }
  return (
    <div class="beginning" role="alert">
      <p>{state.problem || t.failed}</p>
      <button type="button" class="button" onClick={() => void chat.prepare()}>
        {t.try_again}
      </button>
    </div>
  );
}

/** On a phone the panel covers what the keyboard leaves of the screen. */
function useFullScreen(panel: { current: HTMLElement | null }) {
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return;
    const cover = () => {
      panel.current?.style.setProperty('--height', `${view.height}px`);
      panel.current?.style.setProperty('--top', `${view.offsetTop}px`);
    };
    cover();
    view.addEventListener('resize', cover);
    view.addEventListener('scroll', cover);
    return () => {
      view.removeEventListener('resize', cover);
      view.removeEventListener('scroll', cover);
    };
  }, [panel]);
}
