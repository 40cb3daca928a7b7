import { api, type Policy, ProblemError, type Report, UnreachableError } from '@miaohui/client';

/** Keeps a policy. It goes in as a row of an import does, and what is wrong with that one row is what is wrong. */
export async function savePolicy(shop: string, policy: Policy): Promise<void> {
  const { error, response } = await api.PUT('/api/v1/shops/{shop}/policies', {
    params: { path: { shop } },
    body: [policy],
  });
  if (!response.ok) throw wrong(response.status, error);
}

function wrong(status: number, error: unknown): Error {
  const { problems = [], ...whole } = (error ?? {}) as Partial<Report> & { code?: string; message?: string };
  const [first] = problems;
  if (first) return new ProblemError(status, first);
  const { code, message } = whole;
  return code && message ? new ProblemError(status, { code, message }) : new UnreachableError();
}
