import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { type Lang, type Person, SHOP } from '../harness/api.js';
import { Console } from '../harness/console.js';
import { sound } from '../harness/sound.js';
import { stage } from '../harness/stage.js';
import { until } from '../harness/until.js';

interface Words {
  shop: string;
  part: string;
  against: string;
  bringIn: string;
  nothing: RegExp;
  dryRun: string;
  take: string;
  problem: RegExp;
  taken: RegExp;
  explained: RegExp;
  rounds: RegExp;
  here: RegExp;
  there: RegExp;
  export: string;
  head: RegExp;
  difference: RegExp;
  byHand: string;
  takeBack: string;
  day: string;
  value: string;
  save: string;
  wrong: string;
  same: string;
  to: string;
  from: string;
  tooLong: RegExp;
  shorten: RegExp;
  imports: string;
  kind: string;
  sample: string;
  columns: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    shop: '青禾巷',
    part: '与平台对账',
    against: '与平台对账',
    bringIn: '录入平台数据',
    nothing: /还没有平台数据/,
    dryRun: '先试一遍',
    take: '正式导入',
    problem: /没有这个指标口径/,
    taken: /已导入/,
    explained: /^如果时限为 30 秒，差异的 100% 可以解释。$/,
    rounds: /^查看 \d+ 轮$/,
    here: /40 秒回复，未超过 180 秒/,
    there: /40 秒才回复，超过 30 秒/,
    export: '导出 CSV',
    head: /^\uFEFF开始（Asia\/Shanghai）,/,
    difference: /平台更差|平台未达标，本店达标/,
    byHand: '手工录入一天',
    takeBack: '撤销录入',
    day: '日期',
    value: '平台的数',
    save: '保存',
    wrong: '写成 93.5% 或 0.935',
    same: '一致',
    from: '从',
    to: '到',
    tooLong: /一次最多对 92 天/,
    shorten: /只看最后 92 天/,
    imports: '数据导入',
    kind: '平台指标',
    sample: '下载样例',
    columns: '\uFEFF指标,日期,数值,数量',
  },
  en: {
    shop: 'Harbor & Pine',
    part: 'Held against the platform',
    against: 'Held against the platform',
    bringIn: "Bring in the platform's numbers",
    nothing: /has told nothing of these days/,
    dryRun: 'Dry run',
    take: 'Import',
    problem: /no such metric definition/,
    taken: /Imported/,
    explained: /^If the limit is 30 s, 100% of the difference is explained\.$/,
    rounds: /^Show rounds \(\d+\)$/,
    here: /40 s, within the 180 s allowed/,
    there: /40 s, later than the 30 s allowed/,
    export: 'Export CSV',
    head: /^\uFEFFBegan \(America\/New_York\),/,
    difference: /Worse there|Off target there, on target here/,
    byHand: 'Type one day',
    takeBack: 'Take back',
    day: 'Day',
    value: "Platform's number",
    save: 'Save',
    wrong: 'As 93.5% or 0.935',
    same: 'The same',
    from: 'From',
    to: 'To',
    tooLong: /At most 92 days at once/,
    shorten: /The last 92 of them/,
    imports: 'Imports',
    kind: 'Platform numbers',
    sample: 'Download a sample',
    columns: '\uFEFFmetric,day,value,units',
  },
};

const METRIC = 'three-minute-response';

interface Shop {
  id: string;
  key: string;
  time_zone: string;
}

interface Round {
  start: string;
  reason: string;
}

describe("The platform's own number is held against the house's", () => {
  const on = stage();

  before(async () => {
    await on.admin.setHours('zh', 'always');
    await on.admin.setHours('en', 'always');
  });

  for (const [lang, theme] of [
    ['zh', 'light'],
    ['en', 'dark'],
  ] as const) {
    const words = WORDS[lang];

    test(`${lang}, ${theme}`, async () => {
      const { shop, days } = await answeredDays(on.admin, lang);
      const [day = ''] = days;
      const context = await on.browsing.person({ lang, theme });
      const { page } = await Console.signIn(context, on.server, lang, 'lead');
      await page.goto(`${on.server.url}/console/metrics?shop=${shop.id}&d=${METRIC}`);
      await page.getByRole('link', { name: words.part, exact: true }).click();
      const against = page.getByRole('region', { name: words.against });
      const bringIn = page.getByRole('region', { name: words.bringIn });

      // Nothing is told yet: it says so, and how to begin stands open.
      await against.getByText(words.nothing).waitFor();
      await sound(page, `reconciliation-empty-${lang}-${theme}`);

      // A report with a wrong row changes nothing; the row is named where the file was given.
      const report = (name: string) => ({
        name: 'back-office report.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(
          `metric,day,value,units\n${days.map((one) => `${name},${one},0%,1200\n`).join('')}`,
        ),
      });
      const picker = bringIn.locator('input[type=file]');
      await picker.setInputFiles(report('no-such-number'));
      await bringIn.getByRole('button', { name: words.take, exact: true }).click();
      await bringIn.getByText(words.problem).first().waitFor();
      await against.getByText(words.nothing).waitFor();
      await sound(page, `reconciliation-wrong-${lang}-${theme}`);

      // The right one is taken in, and the difference with its side is there.
      await picker.setInputFiles(report(METRIC));
      await bringIn.getByRole('button', { name: words.take, exact: true }).click();
      await bringIn.getByText(words.taken).waitFor();
      await against.getByRole('row').getByText(words.difference).first().waitFor();

      // What explains it is a sentence, with the rounds and the reason here and there.
      await against.getByText(words.explained).waitFor();
      await against
        .getByRole('listitem')
        .filter({ has: page.getByText(words.explained) })
        .getByRole('button', { name: words.rounds })
        .press('Enter');
      const rounds = against.locator('table.otherwise tbody').getByRole('row');
      await rounds.first().waitFor();
      for (const row of await rounds.allInnerTexts()) {
        assert.match(row, words.here);
        assert.match(row, words.there);
      }
      await sound(page, `reconciliation-${lang}-${theme}`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        against.getByRole('button', { name: words.export }).click(),
      ]);
      const sheet = await readFile(await download.path(), 'utf8');
      assert.match(sheet, words.head);
      assert.equal(
        sheet.trimEnd().split('\r\n').length,
        (await rounds.count()) + 1,
        'a head, and each round',
      );
      await rounds.first().getByRole('link').click();
      await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor();
      await page.goBack();

      // A day is typed: what cannot be read is said at its field, what can be takes the old one's place.
      await against.getByText(words.explained).waitFor();
      await against.getByRole('button', { name: words.bringIn }).click();
      const form = page.getByRole('form', { name: words.byHand });
      await form.getByLabel(words.day, { exact: true }).fill(day);
      const value = form.getByLabel(words.value, { exact: true });
      await value.fill('much');
      await value.press('Enter');
      await form.getByRole('alert').filter({ hasText: words.wrong }).waitFor();
      const ours = await against.locator('table.days tbody tr').last().locator('td').nth(2).innerText();
      await value.fill(ours);
      await value.press('Enter');
      await against.getByRole('row').getByText(words.same, { exact: true }).first().waitFor();

      // Too long a time is not asked for, and is shortened by one click.
      await against.getByLabel(words.from, { exact: true }).fill('2020-01-01');
      await against.getByText(words.tooLong).waitFor();
      await sound(page, `reconciliation-too-long-${lang}-${theme}`);
      await against.getByRole('button', { name: words.shorten }).click();
      await against.locator('table.days').waitFor();

      // What was told of the wrong day is taken back, and is not held against anything any more.
      const told = against.locator('table.days tbody tr');
      const shown = await told.count();
      await form.getByLabel(words.day, { exact: true }).fill(day);
      await sound(page, `reconciliation-take-back-${lang}-${theme}`);
      await form.getByRole('button', { name: words.takeBack, exact: true }).click();
      await until('one day less is told', async () => (await told.count()) === shown - 1);

      // The page of imports knows such reports too, with a sample that can be taken in as it is.
      await page.getByRole('link', { name: words.imports, exact: true }).click();
      await page.getByRole('button', { name: words.kind, exact: true }).click();
      await sound(page, `reconciliation-imports-${lang}-${theme}`);
      const [sample] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: words.sample }).click(),
      ]);
      const text = await readFile(await sample.path());
      assert.equal(text.toString().split('\r\n')[0], words.columns);
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'platform-numbers.csv', mimeType: 'text/csv', buffer: text });
      await page.getByRole('button', { name: words.dryRun, exact: true }).click();
      await page.locator('.verdict.green').waitFor();
    });
  }
});

/** The days of a shop on which somebody was answered in time, the first of them first. */
async function answeredDays(admin: Person, lang: Lang): Promise<{ shop: Shop; days: string[] }> {
  const shops = await admin.ask<Shop[]>('GET', '/shops');
  const shop = shops.find(({ key }) => key === SHOP[lang]);
  if (!shop) throw new Error(`there is no shop ${SHOP[lang]}`);
  const { rounds } = await admin.ask<{ rounds: Round[] }>(
    'GET',
    `/shops/${shop.id}/metrics?definition=${METRIC}`,
  );
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: shop.time_zone });
  const answered = rounds.filter(({ reason }) => reason === 'in_time');
  return { shop, days: [...new Set(answered.map(({ start }) => day.format(new Date(start))))].sort() };
}
