import type { Inbox, Shop } from '@miaohui/client';
import { Button, IconButton } from '@miaohui/ui/button';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Draft, moved, newRule, policyOf, type RuleDraft } from './draft';
import { targetInWords, tongue, whoInWords } from './in-words';
import { RuleForm } from './rule-form';

interface Props {
  shop: Shop;
  draft: Draft;
  inboxes: Inbox[];
  /** The place of the first thing that is wrong. */
  wrongAt: string | undefined;
  error: (place: string) => string | undefined;
  onChange: (rules: RuleDraft[]) => void;
}

/** Whether a place lies in a rule. */
function lies(place: string | undefined, { id, targets, steps }: RuleDraft): boolean {
  const [kind, number] = place?.split('.') ?? [];
  const among = (all: { id: number }[]) => all.some((one) => `${one.id}` === number);
  return (
    (kind === 'rule' && `${id}` === number) ||
    (kind === 'target' && among(targets)) ||
    (kind === 'step' && among(steps))
  );
}

/** The rules in their order: the first that fits holds. */
export function Rules({ shop, draft, inboxes, wrongAt, error, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const { rules } = draft;
  const [open, setOpen] = useState<number>();
  const [dragged, setDragged] = useState<number>();
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const focus = useRef<string>(undefined);
  const wrong = rules.find((rule) => lies(wrongAt, rule))?.id;
  const [shown, setShown] = useState(wrong);
  if (shown !== wrong) {
    setShown(wrong);
    if (wrong !== undefined) setOpen(wrong);
  }
  // A line that was moved has lost the focus on its way.
  useEffect(() => {
    if (rules.length === 0 || !focus.current) return;
    const line = list.current?.querySelector(`[data-rule="${focus.current.split(' ')[0]}"]`);
    const way = focus.current.split(' ')[1];
    const button = line?.querySelector<HTMLButtonElement>(`[data-way="${way}"]:not(:disabled)`);
    (button ?? line?.querySelector<HTMLButtonElement>('[data-way]:not(:disabled)'))?.focus();
    focus.current = undefined;
  }, [rules]);
  const policy = policyOf(draft, shop.currency);
  const around = { shop, inboxes, language: i18n.language, t };
  const move = (rule: RuleDraft, from: number, by: 1 | -1) => {
    if (from + by < 0 || from + by >= rules.length) return;
    focus.current = `${rule.id} ${by < 0 ? 'up' : 'down'}`;
    setSaid(t('sla.moved', { n: from + by + 1 }));
    onChange(moved(rules, from, from + by));
  };
  return (
    <fieldset className="field">
      <legend>{t('sla.rules', { n: rules.length })}</legend>
      <p className="sla-heard" role="status">
        {said}
      </p>
      <ol className="sla-rules" ref={list}>
        {rules.map((rule, at) => {
          const name = rule[tongue(i18n.language)] || t('sla.unnamed');
          const who = whoInWords(policy.rules[at]?.when, around);
          return (
            <li
              key={rule.id}
              data-rule={rule.id}
              className={dragged === rule.id ? 'dragged' : undefined}
              onDragOver={(event) => {
                if (dragged === undefined) return;
                event.preventDefault();
                if (dragged === rule.id) return;
                onChange(
                  moved(
                    rules,
                    rules.findIndex((one) => one.id === dragged),
                    at,
                  ),
                );
              }}
              onKeyDown={(event) => {
                if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
                // In a field the same keys are the field's.
                if ((event.target as Element).closest('.sla-rule')) return;
                event.preventDefault();
                move(rule, at, event.key === 'ArrowUp' ? -1 : 1);
              }}
            >
              <div className="head">
                <span
                  className="grip"
                  draggable
                  aria-hidden="true"
                  onDragStart={() => setDragged(rule.id)}
                  onDragEnd={() => setDragged(undefined)}
                >
                  {at + 1}
                </span>
                <button
                  type="button"
                  className="what"
                  aria-expanded={open === rule.id}
                  onClick={() => setOpen(open === rule.id ? undefined : rule.id)}
                >
                  <b>{name}</b>
                  <span className="meta">{who.length > 0 ? who.join(' · ') : t('sla.everybody')}</span>
                  <span className="targets-said">
                    {policy.rules[at]?.targets.map((target) => targetInWords(target, t)).join(t('sla.also'))}
                  </span>
                </button>
                <span className="acts">
                  <IconButton
                    icon="up"
                    data-way="up"
                    label={t('sla.up', { name })}
                    disabled={at === 0}
                    onClick={() => move(rule, at, -1)}
                  />
                  <IconButton
                    icon="down"
                    data-way="down"
                    label={t('sla.down', { name })}
                    disabled={at === rules.length - 1}
                    onClick={() => move(rule, at, 1)}
                  />
                  <IconButton
                    icon="close"
                    label={t('sla.remove_rule', { name })}
                    onClick={() => onChange(rules.filter((one) => one !== rule))}
                  />
                </span>
              </div>
              {open === rule.id && (
                <RuleForm
                  rule={rule}
                  shop={shop}
                  inboxes={inboxes}
                  calendars={draft.calendars}
                  error={error}
                  onChange={(next) => onChange(rules.map((one) => (one.id === rule.id ? next : one)))}
                />
              )}
            </li>
          );
        })}
      </ol>
      <div>
        <Button
          onClick={() => {
            const rule = newRule(t);
            setOpen(rule.id);
            onChange([rule, ...rules]);
          }}
        >
          {t('sla.add_rule')}
        </Button>
      </div>
    </fieldset>
  );
}
