import { type Attachment, api, data, type Snippet, type SnippetList } from '@miaohui/client';
import { Icon } from '@miaohui/ui/icon';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import type { Draft } from './drafts';

type Began = NonNullable<Draft['snippet']>;

interface Wanted {
  conversation: string;
  /** What is written so far. */
  text: string;
  /** Where notes are written there are no snippets. */
  off: boolean;
  caret: () => number;
  onReady: (text: string, snippet: Began, images: Attachment[]) => void;
}

interface Found {
  list: ReactNode;
  attributes: Record<string, string | boolean | undefined>;
  unedited: SnippetList['unedited'];
  /** Whether the key was for the list. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** What is typed after `/` while nothing else is written. */
export function typedAfterSlash(text: string): string | undefined {
  return text.startsWith('/') && !text.includes('\n') ? text.slice(1) : undefined;
}

const snippetsQuery = (conversation: string, text: string) => ({
  queryKey: keys.of('snippets', conversation, text),
  queryFn: () => data(api.GET('/api/v1/snippets', { params: { query: { conversation, text } } })),
  staleTime: 30_000,
});

/** Snippets where an answer is written: a list after `/`, and the person's own keys. */
export function useSnippets({ conversation, text, off, caret, onReady }: Wanted): Found {
  const { t } = useTranslation();
  const id = useId();
  const typed = off ? undefined : typedAfterSlash(text);
  const [closed, setClosed] = useState(false);
  const [at, setAt] = useState(0);
  const [eager, setEager] = useState(false);
  const open = typed !== undefined && !closed;
  const all = useQuery({ ...snippetsQuery(conversation, ''), enabled: !off });
  const found = useQuery({
    ...snippetsQuery(conversation, typed ?? ''),
    enabled: open,
    placeholderData: keepPreviousData,
  });
  const behind = found.isPlaceholderData || found.isPending;
  const rows = open ? (found.data?.snippets ?? []) : [];
  useEffect(() => {
    if (typed === undefined) setClosed(false);
    setAt(0);
    setEager(false);
  }, [typed]);

  const filling = useMutation({
    mutationFn: (snippet: Snippet) =>
      data(
        api.POST('/api/v1/conversations/{id}/snippets/{snippet}', {
          params: { path: { id: conversation, snippet: snippet.id } },
        }),
      ),
    onSuccess: (ready, snippet) => {
      const began = { id: snippet.id, text: ready.text, missing: ready.missing };
      const into = typed === undefined && text.trim() !== '';
      const place = caret();
      const written = into ? text.slice(0, place) + ready.text + text.slice(place) : ready.text;
      onReady(written, began, ready.images);
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  const pick = (snippet: Snippet | undefined) => {
    if (snippet && !filling.isPending) filling.mutate(snippet);
  };
  // Whoever types fast and presses Enter means the best of what is still being looked for.
  const first = rows[0];
  const picking = useRef(pick);
  picking.current = pick;
  useEffect(() => {
    if (!eager || behind) return;
    setEager(false);
    picking.current(first);
  }, [eager, behind, first]);

  const onKey = (event: KeyboardEvent): boolean => {
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (!off && digit && event.altKey && !event.ctrlKey && !event.metaKey) {
      const own = all.data?.snippets.find((one) => one.hotkey === Number(digit));
      if (own) event.preventDefault();
      pick(own);
      return Boolean(own);
    }
    if (!open || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const take = (done: () => void) => {
      event.preventDefault();
      done();
      return true;
    };
    const count = rows.length;
    switch (event.key) {
      case 'Escape':
        return take(() => setClosed(true));
      case 'ArrowDown':
        return count > 0 && take(() => setAt((at + 1) % count));
      case 'ArrowUp':
        return count > 0 && take(() => setAt((at + count - 1) % count));
      case 'Enter':
      case 'Tab':
        if (behind) return take(() => setEager(true));
        return count > 0 && take(() => pick(rows[at]));
      default:
        return false;
    }
  };
  return {
    onKey,
    unedited: all.data?.unedited,
    attributes: open
      ? {
          role: 'combobox',
          'aria-autocomplete': 'list',
          'aria-expanded': true,
          'aria-controls': `${id}-list`,
          'aria-activedescendant': rows[at] ? `${id}-${rows[at].id}` : undefined,
        }
      : {},
    list: open && (
      <Menu id={id} rows={rows} at={at} empty={!behind && rows.length === 0} onPick={pick} onPoint={setAt} />
    ),
  };
}

interface MenuProps {
  id: string;
  rows: Snippet[];
  at: number;
  empty: boolean;
  onPick: (snippet: Snippet) => void;
  onPoint: (at: number) => void;
}

function Menu({ id, rows, at, empty, onPick, onPoint }: MenuProps) {
  const { t } = useTranslation();
  const chosen = useRef<HTMLDivElement>(null);
  const current = rows[at]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is chosen
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <div className="snips">
      <div id={`${id}-list`} role="listbox" aria-label={t('composer.snippets')} tabIndex={-1}>
        {rows.map((snippet, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box that controls the list
          <div
            key={snippet.id}
            id={`${id}-${snippet.id}`}
            ref={place === at ? chosen : undefined}
            role="option"
            aria-selected={place === at}
            tabIndex={-1}
            onPointerMove={() => onPoint(place)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(snippet)}
          >
            <b className="ell">{snippet.title}</b>
            {snippet.shortcut && <code>/{snippet.shortcut}</code>}
            {snippet.hotkey && <kbd>Alt {snippet.hotkey}</kbd>}
            {snippet.images.length > 0 && <Icon name="clip" small />}
            <span className="ell meta">{snippet.text}</span>
          </div>
        ))}
      </div>
      <p className="meta" role="status">
        {empty ? t('composer.snippets_none') : t('composer.snippets_count', { n: rows.length })}
      </p>
    </div>
  );
}

/** What should be looked at before a snippet goes out. */
export function SnippetNotes({ draft, unedited }: { draft: Draft; unedited: SnippetList['unedited'] }) {
  const { t } = useTranslation();
  const { snippet } = draft;
  if (!snippet || !draft.text) return null;
  const same = draft.text.trim() === snippet.text;
  return (
    <div role="status">
      {snippet.missing.length > 0 && (
        <p className="meta snip-note">
          {t('composer.snippet_missing', {
            names: snippet.missing
              .map((name) => t(`variable.${name.replace('.', '_')}`))
              .join(t('composer.and')),
          })}
        </p>
      )}
      {same && unedited?.warn && (
        <p className="meta amber snip-note">
          <Icon name="warn" small />
          {t('composer.snippet_unedited', { n: unedited.count })}
        </p>
      )}
    </div>
  );
}
