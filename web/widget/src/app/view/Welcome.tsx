import type { Chat } from '../chat';
import { texts } from '../i18n';
import type { State } from '../state';

/** Before anything was said: who answers, and what others ask. */
export function Welcome({ chat, state }: { chat: Chat; state: State }) {
  const t = texts();
  if (!state.config) return null;
  return (
    <div class="welcome">
      <h3>{t.welcome(state.config.shop)}</h3>
      <p>{t.welcome_bot(state.config.bot_name[chat.setting.language])}</p>
      <h4>{t.starters_label}</h4>
      <ul>
        {t.starters.map((starter) => (
          <li key={starter}>
            <button type="button" class="starter" onClick={() => chat.choose(starter)}>
              {starter}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
