import { type Attachment, type Upload, upload } from '@miaohui/client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../app/errors';
import { notify } from '../../app/notices';

export interface Sending {
  key: number;
  name: string;
  /** 0 to 1. */
  share: number;
  /** There when it has arrived. */
  file?: Attachment;
}

let last = 0;

/** Files on their way to the next message. */
export function useFiles(conversation: string) {
  const { t } = useTranslation();
  const [files, setFiles] = useState<Sending[]>([]);
  const running = useRef(new Map<number, Upload<Attachment>>());
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const one of all.values()) one.stop();
    };
  }, []);
  const change = (key: number, by: Partial<Sending>) =>
    setFiles((now) => now.map((one) => (one.key === key ? { ...one, ...by } : one)));
  const drop = (key: number) => setFiles((now) => now.filter((one) => one.key !== key));

  const add = (list: Iterable<File>) => {
    for (const file of list) {
      const key = ++last;
      setFiles((now) => [...now, { key, name: file.name, share: 0 }]);
      const begun = upload<Attachment>(`/api/v1/conversations/${conversation}/files`, file, (share) =>
        change(key, { share }),
      );
      running.current.set(key, begun);
      begun.done
        .then((stored) => change(key, { file: stored, share: 1 }))
        .catch((error) => {
          drop(key);
          if (!(error instanceof DOMException)) notify(words(error, t), { bad: true });
        })
        .finally(() => running.current.delete(key));
    }
  };
  /** What the server has already. */
  const put = (stored: Attachment[]) =>
    setFiles((now) => [
      ...now,
      ...stored
        .filter((file) => !now.some((one) => one.file?.id === file.id))
        .map((file) => ({ key: ++last, name: file.name, share: 1, file })),
    ]);
  const remove = (key: number) => {
    running.current.get(key)?.stop();
    drop(key);
  };
  return { files, add, put, remove, clear: () => setFiles([]) };
}
