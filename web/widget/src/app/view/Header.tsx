import type { Chat } from '../chat';
import { texts } from '../i18n';
import type { State } from '../state';
import { Icon } from './Icon';

/** Whose chat it is, and who answers right now. */
export function Header({ chat, state }: { chat: Chat; state: State }) {
  const t = texts();
  const shop = state.config?.shop ?? '';
  return (
    <div class="header">
      <span class="mark" aria-hidden="true">
        {[...shop][0] ?? ''}
      </span>
      <div class="who">
        <h2>{shop}</h2>
        <p aria-live="polite">
          <Standing state={state} />
        </p>
      </div>
      <button
        type="button"
        class="quiet"
        aria-pressed={!state.muted}
        aria-label={state.muted ? t.sound_off : t.sound_on}
        title={state.muted ? t.sound_off : t.sound_on}
        onClick={() => chat.mute(!state.muted)}
      >
        <Icon name={state.muted ? 'silent' : 'sound'} />
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={t.close}
        title={t.close}
        onClick={() => chat.setOpen(false)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function Standing({ state }: { state: State }) {
  const t = texts();
  const { conversation, config } = state;
  if (conversation?.status === 'assigned' && conversation.agent_name) {
    return (
      <>
        <i class="dot here" />
        {t.with_agent(conversation.agent_name)}
      </>
    );
  }
  if (conversation?.status === 'waiting') {
    return (
      <>
        <i class="dot waits" />
        {t.waiting}
      </>
    );
  }
  if (!config) return null;
  return (
    <>
      <i class={config.people_here ? 'dot here' : 'dot'} />
      {config.people_here ? t.people_here : t.bot_only}
    </>
  );
}
