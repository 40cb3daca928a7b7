import { type Learned, type Upload, upload } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { FileDrop } from '../../app/file-drop';
import { LearnedReport } from './report';

const ACCEPT = '.html,.htm,.md,.markdown,.docx,.pdf,.xlsx,.csv,.tsv,.txt';

/** Takes a file and shows what came of it. */
export function DocumentUpload({ shop, onRead }: { shop: string; onRead: () => void }) {
  const { t } = useTranslation();
  const [link, setLink] = useState('');
  const [name, setName] = useState<string>();
  const [share, setShare] = useState<number>();
  const [learned, setLearned] = useState<Learned>();
  const [error, setError] = useState<string>();
  const running = useRef<Upload<Learned>>(undefined);
  const busy = share !== undefined;
  const run = async (list: FileList | null) => {
    const file = list?.[0];
    if (!file || busy) return;
    setName(file.name);
    setLearned(undefined);
    setError(undefined);
    setShare(0);
    const query = link ? `?link=${encodeURIComponent(link)}` : '';
    running.current = upload<Learned>(`/api/v1/shops/${shop}/documents${query}`, file, setShare);
    try {
      setLearned(await running.current.done);
      onRead();
    } catch (problem) {
      setError(problem instanceof DOMException ? t('imports.stopped') : words(problem, t));
    } finally {
      setShare(undefined);
    }
  };
  return (
    <>
      <section className="panel stack">
        <FileDrop
          words={{ label: t('documents.drop'), choose: t('documents.choose'), hint: t('documents.kinds') }}
          icon="file"
          accept={ACCEPT}
          chosen={name}
          busy={busy}
          look="primary"
          onChoose={(files) => void run(files)}
        />
        <TextField
          label={t('documents.link')}
          type="url"
          placeholder="https://"
          value={link}
          disabled={busy}
          onChange={(event) => setLink(event.target.value)}
        />
        <p className="meta">{t('documents.hint')}</p>
        {busy && (
          <div className="line">
            <progress
              value={share < 1 ? share : undefined}
              aria-label={t('imports.busy', { n: Math.round(share * 100) })}
            />
            <span className="meta">
              {share < 1 ? t('imports.busy', { n: Math.round(share * 100) }) : t('imports.reading')}
            </span>
            <Button look="quiet" onClick={() => running.current?.stop()}>
              {t('imports.stop')}
            </Button>
          </div>
        )}
        {error && (
          <p className="alert" role="alert">
            {error}
          </p>
        )}
      </section>
      {learned && <LearnedReport learned={learned} />}
    </>
  );
}
