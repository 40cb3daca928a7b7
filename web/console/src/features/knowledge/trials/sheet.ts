import type { Tried } from '@miaohui/client';
import type { TFunction } from 'i18next';
import Papa from 'papaparse';

const HEADS = ['question', 'text', 'query', 'utterance', '问题', '内容'];

/** The questions of a file: the lines of a text, or one column of a table. */
export async function questionsOf(file: File): Promise<string[]> {
  const text = decoded(await file.arrayBuffer());
  const plain = !/\.csv$/i.test(file.name);
  if (plain) return text.split(/\r?\n/).map((line) => line.trim());
  const rows = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' }).data;
  const heads = rows[0]?.map((head) => head.trim().toLowerCase()) ?? [];
  const column = heads.findIndex((head) => HEADS.includes(head));
  const body = column >= 0 ? rows.slice(1) : rows;
  return body.map((row) => row[Math.max(column, 0)]?.trim() ?? '');
}

/** Sheets saved in Chinese offices are often not UTF-8. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** What came of the questions, as a sheet. What a spreadsheet would take for a formula is made text. */
export function sheetOf(tried: Tried[], t: TFunction): string {
  const rows = tried.map(({ question, live, drafted }) => ({
    [t('trials.question')]: question,
    [t('trials.outcome')]: t(`trials.outcomes.${live.outcome}`),
    [t('trials.reason')]: live.reason ? t(`reason.${live.reason}`) : '',
    [t('trials.answer')]: live.text,
    [t('trials.sources')]: live.sources.map(({ title }) => title).join(' | '),
    [t('trials.article')]: live.article_id ?? '',
    [t('trials.score')]: live.score.toFixed(3),
    [t('trials.intent')]: t(`intent.${live.intent}`),
    [t('trials.confidence')]: live.intent_confidence.toFixed(3),
    [t('trials.with_drafts')]: drafted ? drafted.text || t(`trials.outcomes.${drafted.outcome}`) : '',
  }));
  return `\ufeff${Papa.unparse(rows, { escapeFormulae: true })}`;
}

/** Hands a text to the person as a file. */
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
