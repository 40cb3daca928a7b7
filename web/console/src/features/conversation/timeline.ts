import type { Message } from '@miaohui/client';

/** A run of what one side said, or a line between days. */
export type Piece = { type: 'day'; at: string } | { type: 'message'; message: Message; first: boolean };

const SAME_RUN_MS = 3 * 60 * 1000;

/** Messages with a line before each new day; `first` says that the name is due. */
export function pieces(messages: Message[]): Piece[] {
  const found: Piece[] = [];
  let before: Message | undefined;
  for (const message of messages) {
    const newDay =
      !before || new Date(before.created_at).toDateString() !== new Date(message.created_at).toDateString();
    if (newDay) found.push({ type: 'day', at: message.created_at });
    found.push({ type: 'message', message, first: newDay || !sameRun(before, message) });
    before = message;
  }
  return found;
}

function sameRun(before: Message | undefined, message: Message): boolean {
  if (!before) return false;
  const near = Date.parse(message.created_at) - Date.parse(before.created_at) < SAME_RUN_MS;
  return (
    near &&
    before.author === message.author &&
    before.agent === message.agent &&
    before.private === message.private &&
    !before.notice &&
    message.sources.length === 0
  );
}
