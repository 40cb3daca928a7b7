import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Me = Schemas['Me'];
export type Conversation = Schemas['ConversationView'];
export type ConversationList = Schemas['ConversationList'];
export type OpenConversation = Schemas['OpenConversation'];
export type Message = Schemas['MessageView'];
export type Attachment = Schemas['AttachmentView'];
export type Source = Schemas['Source'];
export type Packet = Schemas['Packet'];
export type Checked = Schemas['Checked'];
export type Boundary = Schemas['Boundary'];
export type BoundaryLine = Schemas['BoundaryLine'];
export type Profile = Schemas['Profile'];
export type Buyer = Schemas['BuyerView'];
export type FoundBuyer = Schemas['FoundBuyer'];
export type BuyerMerge = Schemas['MergeView'];
export type MovedCount = Schemas['MovedCount'];
export type LikelyBuyer = Schemas['LikelyView'];
export type Order = Schemas['OrderView'];
export type Shipment = Schemas['ShipmentView'];
export type Shop = Schemas['ShopView'];
export type Connection = Schemas['ConnectionView'];
export type ConnectionKind = Schemas['ConnectionKind'];
export type ShopSettings = Schemas['ShopSettings'];
export type Inbox = Schemas['InboxView'];
export type Person = Schemas['AgentView'];
export type Team = Schemas['Team'];
export type Curve = Schemas['Curve'];
export type Thresholds = Schemas['Thresholds'];
export type ApiKey = Schemas['ApiKey'];
export type Permission = Schemas['Permission'];
export type Webhook = Schemas['WebhookView'];
export type WebhookEvent = Schemas['Event'];
export type Delivery = Schemas['DeliveryView'];
export type DeliveryDetail = Schemas['DeliveryDetail'];
export type Report = Schemas['ReportView'];
export type Role = Schemas['Role'];
export type Presence = Schemas['Presence'];
export type Lang = Schemas['Lang'];
export type Money = Schemas['Money'];
export type CustomIntent = Schemas['CustomIntentView'];
export type TextReading = Schemas['ReadingView'];
export type Problem = Schemas['Problem'];
export type Suggestion = Schemas['SuggestionView'];
export type Gap = Schemas['GapView'];
export type OpenGap = Schemas['OpenGap'];
export type GapQuestion = Schemas['QuestionView'];
export type GapAnswer = Schemas['GapAnswer'];
export type NearArticle = Schemas['NearArticle'];
export type AskedQuestion = Schemas['AskedView'];
export type ArticleFigures = Schemas['ArticleFigures'];
export type Health = Schemas['Health'];
export type Snippet = Schemas['SnippetView'];
export type SnippetInput = Schemas['SnippetInput'];
export type SnippetList = Schemas['SnippetList'];
export type SnippetOwner = Schemas['Owner'];
export type SentMessage = Schemas['SentMessage'];
export type Coverage = Schemas['Coverage'];
export type Sources = Schemas['SourcesView'];
export type Learned = Schemas['LearnedView'];
export type Learnt = Schemas['LearntView'];
export type ArticleInput = Schemas['ArticleInput'];
export type Article = Schemas['ArticleView'];
export type ArticleStatus = Schemas['ArticleStatus'];
export type ArticleHistory = Schemas['ArticleHistory'];
export type Version = Schemas['VersionView'];
export type Conditions = Schemas['Conditions'];
export type Variant = Schemas['Variant'];
export type Reach = Schemas['Reach'];
export type Product = Schemas['ProductView'];
export type Proposal = Schemas['ProposalView'];
export type ProposalState = Schemas['ProposalState'];
export type Conflict = Schemas['ConflictView'];
export type ArticleSource = Schemas['ArticleSource'];
export type Tried = Schemas['Tried'];
export type Trial = Schemas['Trial'];
export type Outcome = Schemas['TrialOutcome'];
export type Card = Schemas['Card'];
export type Policy = Schemas['PolicyInput'];
export type PolicyKind = Schemas['PolicyKind'];
export type PolicyTelling = Schemas['PolicyTelling'];
export type ServicePolicy = Schemas['ServicePolicy'];
export type Basket = Schemas['BasketView'];
export type Authority = Schemas['AuthorityView'];
export type AuthorityLimit = Schemas['AuthorityLimit'];
export type AuthorityLimits = Schemas['AuthorityLimits'];
export type AuthorityRaise = Schemas['AuthorityRaiseView'];
export type Approval = Schemas['ApprovalView'];
export type Flow = Schemas['FlowView'];
export type Definition = Schemas['Definition'];
export type FlowInput = Schemas['Input'];
export type FlowPreview = Schemas['PreviewView'];
export type FlowPreviewStep = Schemas['PreviewStepView'];
export type FlowRun = Schemas['RunView'];
export type DryRunCase = Schemas['DryRunCase'];
export type FlowRepair = Schemas['RunRepair'];
export type ShopAction = Schemas['Action'];
export type Alert = Schemas['AlertView'];
export type AlertTarget = Schemas['AlertTargetView'];
export type Surge = Schemas['SurgeView'];
export type AlertTargetInput = Schemas['AlertTargetInput'];
export type Device = Schemas['DeviceView'];
export type CallIn = Schemas['CallInView'];
export type StandbyCall = Schemas['StandbyCallView'];
export type Standby = Schemas['StandbyView'];
export type Sms = Schemas['SmsView'];
export type SmsSetup = Schemas['SmsSetup'];
export type SmsSettings = Schemas['SmsSettings'];
export type Promised = Schemas['PromiseView'];
export type PromiseFound = Schemas['PromiseFound'];
export type PromiseInput = Schemas['PromiseInput'];
export type PersonPromises = Schemas['PersonPromiseFigures'];
export type DeepResolve = Schemas['DeepResolveView'];
export type Again = Schemas['Again'];
export type Board = Schemas['BoardView'];
export type BoardWait = Schemas['WaitView'];
export type BoardPerson = Schemas['PersonView'];
export type ShopReport = Schemas['ShopReport'];
export type ReportLine = Schemas['ReportLine'];
export type ReportFigures = Schemas['ReportFigures'];
export type ReportBy = Schemas['ReportBy'];
export type ReportBand = Schemas['BandView'];
export type ReportSales = Schemas['SalesView'];
export type Comparison = Schemas['CompareView'];
export type Advice = Schemas['AdviceView'];
export type Cause = Schemas['Cause'];
export type WhichCounted = Schemas['WhichCounted'];
export type BehindRow = Schemas['BehindRow'];
export type Metric = Schemas['MetricView'];
export type MetricDefinition = Schemas['MetricDefinition'];
export type MetricReason = Schemas['Reason'];
export type MetricRound = Schemas['RoundView'];
export type MetricTarget = Schemas['Target'];
export type Medium = Schemas['Medium'];
export type SlaPolicy = Schemas['Policy'];
export type SlaRule = Schemas['Rule'];
export type SlaTarget = Schemas['SlaTarget'];
export type SlaStep = Schemas['SlaStep'];
export type SlaAction = Schemas['SlaAction'];
export type SlaMetric = Schemas['SlaMetric'];
export type SlaReply = Schemas['SlaReply'];
export type SlaCalendar = Schemas['Calendar'];
export type SlaVersion = Schemas['SlaVersionView'];
export type SlaCause = Schemas['Cause'];
export type SlaStretch = Schemas['Stretch'];
export type SlaClock = Schemas['ClockView'];
export type SlaKept = Schemas['KeptView'];
export type WhatIf = Schemas['WhatIfView'];
export type Outage = Schemas['OutageView'];
export type Reconciliation = Schemas['ReconciliationView'];
export type ReconciledDay = Schemas['ReconciledDayView'];
export type Explanation = Schemas['ExplanationView'];
export type OtherwiseRound = Schemas['OtherwiseView'];
export type PlatformNumber = Schemas['PlatformNumberInput'];

/** Why the server did not do what it was asked. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;

  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.status = status;
    this.code = problem.code;
    this.field = problem.field ?? undefined;
  }
}

/** The request did not reach the server, or its answer did not come back: it may or may not have been done. */
export class UnreachableError extends Error {
  constructor() {
    super('unreachable');
    this.name = 'UnreachableError';
  }
}

let language = 'zh-CN';

/** Refusals come in this language from now on. */
export function speak(lang: string): void {
  language = lang;
}

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language);
    return request;
  },
  onError() {
    return new UnreachableError();
  },
});

/** The data of an answer; a refusal is thrown. */
export async function data<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data: found, error, response } = await answer;
  if (!response.ok) throw problemOf(response.status, error);
  return found as T;
}

function problemOf(status: number, body: unknown): Error {
  if (typeof body === 'object' && body !== null && 'code' in body && 'message' in body) {
    return new ProblemError(status, body as Problem);
  }
  return status >= 500
    ? new UnreachableError()
    : new ProblemError(status, { code: 'unknown', message: String(status) });
}

/** What may be done while a file is on its way. */
export interface Upload<T> {
  done: Promise<T>;
  stop: () => void;
}

/** Sends a file; `fetch` cannot tell how far it has come. `accept` are the statuses whose body is an answer. */
export function upload<T>(
  path: string,
  file: File,
  onProgress: (share: number) => void,
  accept: number[] = [200, 201],
): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const body = parsed(request.responseText);
      const refused = typeof body === 'object' && body !== null && 'code' in body;
      if (accept.includes(request.status) && !refused) resolve(body as T);
      else reject(problemOf(request.status, body));
    };
    request.onerror = () => reject(new UnreachableError());
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.open('POST', path);
    request.setRequestHeader('Accept-Language', language);
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
  return { done, stop: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Where a file's bytes are. */
export const fileUrl = (id: string): string => `/api/v1/files/${id}`;
