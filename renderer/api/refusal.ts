// What went wrong, as a person reads it: refusals of the engine, inputs its contract does not take, and an engine that
// does not answer. Decides nothing about how it is shown.
import { ORPCError } from '@orpc/client';
import type { Refusal } from '../../shared/errors.ts';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof ORPCError) {
    const told = refusalIn(error.data);
    if (told !== null) return told;
    if (error.status === 401) {
      return {
        code: 'DJ-FORBIDDEN',
        what: 'This page may not ask the engine any more',
        where: '',
        remedy: 'open the address it printed again',
      };
    }
    const [issue] = issuesIn(error.data);
    if (issue !== undefined) return { code: 'DJ-INPUT-INVALID', what: issue.message, where: fieldOf(issue), remedy: '' };
    if (error.status === 404) {
      return {
        code: 'DJ-ENGINE-VERSION',
        what: 'The engine does not know what this page asked for',
        where: '',
        remedy: 'reload the page: it may be older than the engine',
      };
    }
    return { code: 'DJ-INTERNAL', what: error.message, where: '', remedy: 'the engine has written the cause to its log' };
  }
  if (error instanceof TypeError || (error instanceof DOMException && error.name === 'NetworkError')) {
    return {
      code: 'DJ-ENGINE-UNREACHABLE',
      what: 'The engine does not answer',
      where: window.location.host,
      remedy: 'start it again with "djcron serve"; this page connects by itself',
    };
  }
  return {
    code: 'DJ-INTERNAL',
    what: error instanceof Error ? error.message : String(error),
    where: '',
    remedy: 'try again; if it stays, it is a bug',
  };
}

/** Messages to show next to form fields, by field name; empty when the error names none. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ORPCError)) return {};
  const fields: Record<string, string> = {};
  for (const issue of issuesIn(error.data)) {
    const field = fieldOf(issue);
    if (field !== '' && fields[field] === undefined) fields[field] = issue.message;
  }
  const told = refusalIn(error.data);
  if (told !== null && /^[A-Za-z][\w.]*$/.test(told.where)) fields[told.where] ??= told.remedy ? `${told.what}: ${told.remedy}` : told.what;
  return fields;
}

function refusalIn(data: unknown): Refusal | null {
  if (typeof data !== 'object' || data === null) return null;
  return 'code' in data && 'what' in data && 'remedy' in data ? (data as Refusal) : null;
}

function issuesIn(data: unknown): Issue[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return [];
  return data.issues as Issue[];
}

function fieldOf(issue: Issue): string {
  const [first] = issue.path ?? [];
  if (first === undefined) return '';
  return String(typeof first === 'object' ? first.key : first);
}
