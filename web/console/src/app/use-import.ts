import { type Report, type Upload, upload } from '@miaohui/client';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from './errors';

/** A refused file is answered with a report too. */
const REPORTED = [200, 422];

/** A file on its way into a shop: which it is, how far it has come, what became of it. */
export interface Importing {
  file: File | undefined;
  /** How much has been sent while it runs, 0 to 1. */
  share: number | undefined;
  report: Report | undefined;
  error: string | undefined;
  choose: (list: FileList | null) => void;
  run: (how: 'try' | 'take') => Promise<void>;
  stop: () => void;
  /** Forgets what became of it, and keeps the file. */
  forget: () => void;
}

/** Takes files of one kind into a shop. */
export function useImport(shop: string | undefined, kind: string, onTaken?: () => void): Importing {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState<number>();
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<string>();
  const running = useRef<Upload<Report>>(undefined);
  const forget = () => {
    setReport(undefined);
    setError(undefined);
  };
  return {
    file,
    share,
    report,
    error,
    forget,
    choose: (list) => {
      const chosen = list?.[0];
      if (!chosen) return;
      setFile(chosen);
      forget();
    },
    run: async (how) => {
      if (!shop || !file) return;
      forget();
      setShare(0);
      const path = `/api/v1/shops/${shop}/imports?kind=${kind}&dry_run=${how === 'try'}`;
      running.current = upload<Report>(path, file, setShare, REPORTED);
      try {
        const found = await running.current.done;
        setReport(found);
        if (found.stored) onTaken?.();
      } catch (problem) {
        setError(problem instanceof DOMException ? t('imports.stopped') : words(problem, t));
      } finally {
        setShare(undefined);
      }
    },
    stop: () => running.current?.stop(),
  };
}
