import type { Conversation, Suggestion } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInserted } from '../../app/insert';
import { useShortcut } from '../../app/shortcuts';
import { newId } from '../../live/outbox';
import { step } from '../../live/sender';
import { Attached } from './attached';
import { Doubts } from './checked';
import { type Draft, draftOf, keepDraft } from './drafts';
import { Sources } from './message';
import { SnippetNotes, useSnippets } from './snippets';
import { useFiles } from './use-files';
import { useTypingMark } from './use-typing-mark';
import { useWeighed } from './weighed';

const LONGEST = 4000;

interface Props {
  conversation: Conversation;
  me: string;
  suggestion: Suggestion | undefined;
}

/** Where an answer or a note is written. A new conversation gets a new one. */
export function Composer({ conversation: c, me, suggestion }: Props) {
  const { t } = useTranslation();
  const mayReply = c.status === 'assigned' && c.agent === me;
  const [wantsNote, setWantsNote] = useState(false);
  const note = wantsNote || !mayReply;
  const place = `${c.id}/${note ? 'note' : 'reply'}`;
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const draft = drafts[place] ?? draftOf(place);
  const write = (next: Draft) => {
    setDrafts((all) => ({ ...all, [place]: next }));
    keepDraft(place, next);
  };
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const uploads = useFiles(c.id);
  const typing = useTypingMark(c.id);
  const held = useRef<boolean>(undefined);
  const [over, setOver] = useState(false);
  const offered = !note && !draft.text && uploads.files.length === 0 ? suggestion : undefined;
  const files = note ? [] : uploads.files;
  const ready =
    files.every((one) => one.file) &&
    draft.text.length <= LONGEST &&
    (draft.text.trim() !== '' || files.length > 0);

  const focus = () => requestAnimationFrame(() => area.current?.focus());
  const snippets = useSnippets({
    conversation: c.id,
    text: draft.text,
    off: note,
    caret: () => area.current?.selectionStart ?? draft.text.length,
    onReady: (text, snippet, images) => {
      write({ text, snippet });
      uploads.put(images);
      focus();
    },
  });
  const weighed = useWeighed(c, draft.text, note, (more) => {
    write({ ...draft, text: withMore(draft.text, more) });
    focus();
  });
  useInserted(c.id, mayReply, (text) => {
    const at = `${c.id}/reply`;
    const now = drafts[at] ?? draftOf(at);
    const next = { ...now, text: [now.text.trimEnd(), text].filter(Boolean).join('\n') };
    setDrafts((all) => ({ ...all, [at]: next }));
    keepDraft(at, next);
    turn(false);
  });
  const turn = (toNote: boolean) => {
    setWantsNote(toNote);
    focus();
  };
  useEffect(() => {
    // Whoever takes a conversation goes on to write in it.
    if (mayReply && held.current === false) area.current?.focus();
    held.current = mayReply;
  }, [mayReply]);
  useShortcut('reply', () => turn(false));
  useShortcut('note', () => turn(true));
  useShortcut('escape', () => area.current?.blur());

  const take = () => {
    if (!offered) return;
    write({ text: offered.text, suggestion: offered.text });
    focus();
  };
  const send = () => {
    if (!ready) return;
    step({
      type: 'add',
      item: {
        client_id: newId(),
        conversation: c.id,
        kind: note ? 'note' : 'reply',
        text: draft.text.trim(),
        attachments: files.flatMap((one) => (one.file ? [one.file] : [])),
        suggestion: note ? undefined : draft.suggestion,
        suggested: note ? undefined : articlesOf(suggestion),
        snippet: note ? undefined : draft.snippet?.id,
        promises: note ? undefined : weighed.promises(),
        at: new Date().toISOString(),
        state: 'pending',
      },
    });
    write({ text: '' });
    uploads.clear();
    typing.stop();
    if (note && mayReply) setWantsNote(false);
    focus();
  };
  const onKey = (event: KeyboardEvent) => {
    // While an input method is composing, Enter chooses a word and Tab a candidate.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (snippets.onKey(event)) return;
    if (event.key === 'Tab' && !event.shiftKey && offered) {
      event.preventDefault();
      take();
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      send();
    }
  };
  const accept = (list: FileList | null) => {
    if (list && list.length > 0 && !note) uploads.add(list);
  };

  return (
    <section
      className={`comp ${note ? 'noting' : ''} ${over && !note ? 'over' : ''}`}
      aria-label={note ? t('composer.label_note') : t('composer.label_reply')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        accept(event.dataTransfer.files);
      }}
    >
      {!note && weighed.shown}
      <Modes note={note} locked={mayReply ? undefined : locked(c, t)} onTurn={turn} />
      <div className="box">
        {snippets.list}
        <div className="grow">
          {offered && (
            <p className="sug" aria-hidden="true">
              {offered.text}
            </p>
          )}
          <span className="mirror" aria-hidden="true">{`${draft.text} `}</span>
          <textarea
            ref={area}
            rows={1}
            value={draft.text}
            maxLength={LONGEST}
            aria-label={
              offered
                ? t('composer.suggested', { text: offered.text })
                : note
                  ? t('composer.label_note')
                  : t('composer.label_reply')
            }
            placeholder={
              offered ? undefined : note ? t('composer.placeholder_note') : t('composer.placeholder')
            }
            onChange={(event) => {
              write({
                text: event.target.value,
                suggestion: event.target.value ? draft.suggestion : undefined,
                snippet: event.target.value ? draft.snippet : undefined,
              });
              if (!note) typing.mark();
            }}
            onBlur={typing.stop}
            onKeyDown={onKey}
            {...snippets.attributes}
            onPaste={(event) => accept(event.clipboardData.files)}
          />
        </div>
        <Attached files={files} onRemove={uploads.remove} />
        {offered && (
          <div className="why">
            <span className="tag line">{t('composer.suggestion')}</span>
            <Sources sources={offered.sources} />
            <Doubts checked={offered.checked} />
          </div>
        )}
        {!note && <SnippetNotes draft={draft} unedited={snippets.unedited} />}
        {over && !note && <p className="dropping">{t('composer.drop')}</p>}
      </div>
      <div className="cbar">
        {offered && (
          <Button look="quiet" onClick={take}>
            <kbd>Tab</kbd>
            {t('composer.take')}
          </Button>
        )}
        <span className="wide-only">
          <kbd>⇧ Enter</kbd>
          {t('composer.newline')}
        </span>
        {!note && (
          <span className="wide-only">
            <kbd>/</kbd>
            {t('composer.snippets')}
          </span>
        )}
        {!note && (
          <IconButton icon="clip" label={t('composer.file')} onClick={() => picker.current?.click()} />
        )}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            accept(event.target.files);
            event.target.value = '';
          }}
        />
        <Button look={note ? 'plain' : 'primary'} shortcut="Enter" disabled={!ready} onClick={send}>
          {note ? t('composer.save_note') : t('composer.send')}
        </Button>
      </div>
    </section>
  );
}

/** A text with something more said at its end, in one sentence where the addition begins with a comma. */
function withMore(text: string, more: string): string {
  const begun = more.startsWith('，') ? text.trimEnd().replace(/[。.!！~～]+$/, '') : text.trimEnd();
  return `${begun}${more}`;
}

/** What a suggestion rests on, as far as it is written by keepers: how agents take it ranks it from now on. */
function articlesOf(suggestion: Suggestion | undefined): string[] {
  return (suggestion?.sources ?? []).filter((source) => source.kind === 'article').map((source) => source.id);
}

type T = ReturnType<typeof useTranslation>['t'];

/** Why no answer can be written here now. */
function locked(c: Conversation, t: T): string {
  if (c.status === 'assigned') return t('composer.locked_other', { name: c.agent_name });
  return t(`composer.locked_${c.status}`);
}

function Modes({
  note,
  locked,
  onTurn,
}: {
  note: boolean;
  locked: string | undefined;
  onTurn: (note: boolean) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="modes">
      {locked ? (
        <span className="meta">
          {locked} · {t('composer.only_note')}
        </span>
      ) : (
        <button type="button" aria-pressed={!note} onClick={() => onTurn(false)}>
          {t('composer.reply')}
          <kbd>R</kbd>
        </button>
      )}
      <button type="button" aria-pressed={note} onClick={() => onTurn(true)}>
        {t('composer.note')}
        <kbd>N</kbd>
      </button>
    </div>
  );
}
