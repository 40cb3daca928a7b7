import type { Message } from './contract';
import type { Outgoing } from './outbox';
import { separates } from './time';

/** A line of the log. */
export type Row =
  | { kind: 'time'; key: string; at: number }
  | { kind: 'notice'; key: string; message: Message }
  | { kind: 'message'; key: string; message: Message; at: number; begins: boolean }
  | { kind: 'outgoing'; key: string; entry: Outgoing; begins: boolean };

/**
 * What is shown, in order: what was said, then what is still to be sent, with times between. `begins` marks the first of
 * several lines of the same speaker. A message keeps its key when it is confirmed, so that it does not move.
 */
export function rows(messages: Message[], outbox: Outgoing[]): Row[] {
  const shown: Row[] = [];
  let before: number | null = null;
  let speaker = '';
  const separate = (at: number, key: string) => {
    if (!separates(before, at)) return;
    shown.push({ kind: 'time', key: `t${key}`, at });
    speaker = '';
  };
  for (const message of messages) {
    const at = Date.parse(message.created_at);
    const key = message.client_id ?? message.id;
    separate(at, key);
    before = at;
    if (message.author === 'system') {
      shown.push({ kind: 'notice', key, message });
      speaker = '';
      continue;
    }
    const who = `${message.author} ${message.name ?? ''}`;
    shown.push({ kind: 'message', key, message, at, begins: who !== speaker });
    speaker = who;
  }
  for (const entry of outbox) {
    separate(entry.at, entry.client_id);
    before = entry.at;
    shown.push({ kind: 'outgoing', key: entry.client_id, entry, begins: !speaker.startsWith('buyer') });
    speaker = 'buyer ';
  }
  return shown;
}
