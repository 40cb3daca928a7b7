import { api, data, type Profile } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { keys } from '../../app/keys';
import { notify } from '../../app/notices';
import { day } from '../../i18n/format';

export function Notes({ buyer, notes }: { buyer: string; notes: Profile['notes'] }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/buyers/{id}/notes', {
          params: { path: { id: buyer } },
          body: { text: text.trim() },
        }),
      ),
    onSuccess: (note) => {
      setText('');
      client.setQueryData<Profile>(
        keys.buyer(buyer),
        (known) => known && { ...known, notes: [note, ...known.notes] },
      );
    },
    onError: (error) => notify(words(error, t), { bad: true }),
  });
  return (
    <section className="sec">
      <h3>
        {t('buyer.notes')}
        {notes.length > 0 && <span className="meta">{notes.length}</span>}
      </h3>
      <ul className="bnotes">
        {notes.map((note) => (
          <li key={`${note.created_at}${note.text}`}>
            <p>{note.text}</p>
            <p className="meta">
              {note.agent_name} · {day(note.created_at, i18n.language)}
            </p>
          </li>
        ))}
      </ul>
      <form
        className="inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() && !add.isPending) add.mutate();
        }}
      >
        <input
          className="input"
          aria-label={t('buyer.note_text')}
          placeholder={t('buyer.note_text')}
          value={text}
          maxLength={1000}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={!text.trim() || add.isPending}>
          {t('buyer.add_note')}
        </Button>
      </form>
    </section>
  );
}
