import type { Attachment, Config, History, Problem, Received, SessionAnswer } from './contract';
import type { Outgoing } from './outbox';

/** The server said no, and why, in the buyer's language. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }

  /** How long to wait before the same is tried again, in milliseconds; none when it would be refused again. */
  get wait(): number | undefined {
    return patience(this.problem);
  }

  /** The session has ended. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

/** There was no answer. */
export class Unreachable extends Error {}

/** Refusals that pass by themselves, in milliseconds to wait. */
export function patience(problem: Problem): number | undefined {
  if (problem.code.startsWith('too_many_') && problem.details?.seconds)
    return Number(problem.details.seconds) * 1000;
  return problem.code === 'unavailable' ? 3000 : undefined;
}

/** The server's addresses for one inbox. */
export class Api {
  /** The buyer's session. */
  session: string | null = null;
  private readonly at: string;

  constructor(
    base: string,
    inbox: string,
    private readonly language: string,
  ) {
    this.at = `${base}api/v1/widget/${encodeURIComponent(inbox)}`;
  }

  config(): Promise<Config> {
    return this.ask('GET', '/config');
  }

  begin(token: string | null, anonymous: string | null): Promise<SessionAnswer> {
    return this.ask('POST', '/session', { token, anonymous });
  }

  end(): Promise<void> {
    return this.ask('DELETE', '/session');
  }

  history(): Promise<History> {
    return this.ask('GET', '/history');
  }

  say(entry: Outgoing): Promise<Received> {
    return this.ask('POST', '/messages', said(entry));
  }

  read(seq: number): Promise<unknown> {
    return this.ask('PUT', '/read', { seq });
  }

  /** Whether an automatic answer helped. */
  rate(message: string, helpful: boolean): Promise<unknown> {
    return this.ask('POST', `/messages/${encodeURIComponent(message)}/rating`, { helpful });
  }

  /** A file's bytes. */
  async file(id: string): Promise<Blob> {
    return (await this.fetch('GET', `/files/${encodeURIComponent(id)}`)).blob();
  }

  /** Sends a file, telling how much of it has gone, from 0 to 1. `stop` ends it. */
  upload(file: File, progress: (share: number) => void, stop: AbortSignal): Promise<Attachment> {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.at}/files`);
      for (const [name, value] of Object.entries(this.headers())) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onerror = () => fail(new Unreachable());
      request.onabort = () => fail(new Unreachable());
      request.onload = () => {
        if (request.status === 201) done(JSON.parse(request.responseText) as Attachment);
        else fail(refusal(request.status, request.responseText));
      };
      stop.addEventListener('abort', () => request.abort());
      const form = new FormData();
      form.append('file', file, file.name);
      request.send(form);
    });
  }

  /** Opens the live connection. The session goes along as a subprotocol, which, unlike the address, is in no log. */
  live(since: number): WebSocket {
    const address = new URL(`${this.at}/live?since=${since}`);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(address, ['miaohui', this.session ?? '']);
  }

  private headers(): Record<string, string> {
    const language = { 'Accept-Language': this.language };
    return this.session ? { ...language, Authorization: `Bearer ${this.session}` } : language;
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.fetch(method, path, body);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  private async fetch(method: string, path: string, body?: object): Promise<Response> {
    const headers = this.headers();
    if (body) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      const signal = AbortSignal.timeout?.(20_000);
      response = await fetch(this.at + path, { method, headers, body: body && JSON.stringify(body), signal });
    } catch {
      throw new Unreachable();
    }
    if (!response.ok) throw refusal(response.status, await response.text());
    return response;
  }
}

/** What of an outgoing message the server is told. */
export function said({ client_id, text, attachments, product }: Outgoing): object {
  return { client_id, text, product, attachments: attachments.map((attachment) => attachment.id) };
}

/** A refusal; what is not ours (a proxy's page, say) is as good as no answer. */
function refusal(status: number, text: string): Error {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    if (typeof problem.code === 'string' && typeof problem.message === 'string') {
      return new Refused(status, problem as Problem);
    }
  } catch {
    // Falls through: not JSON.
  }
  return new Unreachable();
}
