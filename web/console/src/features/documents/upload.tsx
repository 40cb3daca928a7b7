import { type Learned, type Upload, upload } from '@miaohui/client';
import { Button } from '@miaohui/ui/button';
import { TextField } from '@miaohui/ui/field';
import { Icon } from '@miaohui/ui/icon';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { LearnedReport } from './report';

const ACCEPT = '.html,.htm,.md,.markdown,.docx,.pdf,.xlsx,.csv,.tsv,.txt';

/** Takes a file and shows what came of it. */
export function DocumentUpload({ shop, onRead }: { shop: string; onRead: () => void }) {
  const { t } = useTranslation();
  const [link, setLink] = useState('');
  const [over, setOver] = useState(false);
  const [name, setName] = useState<string>();
  const [share, setShare] = useState<number>();
  const [learned, setLearned] = useState<Learned>();
  const [error, setError] = useState<string>();
  const running = useRef<Upload<Learned>>(undefined);
  const picker = useRef<HTMLInputElement>(null);
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
        <section
          className={over ? 'drop over' : 'drop'}
          aria-label={t('documents.drop')}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            void run(event.dataTransfer.files);
          }}
        >
          <Icon name="file" />
          {name ? <b>{name}</b> : <span>{t('documents.drop')}</span>}
          <span className="line">
            <Button look="primary" disabled={busy} onClick={() => picker.current?.click()}>
              {t('documents.choose')}
            </Button>
            <span className="meta">{t('documents.kinds')}</span>
          </span>
          <input
            ref={picker}
            type="file"
            accept={ACCEPT}
            aria-label={t('documents.drop')}
            hidden
            onChange={(event) => {
              void run(event.target.files);
              event.target.value = '';
            }}
          />
        </section>
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
