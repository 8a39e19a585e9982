import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OwnPerson } from '../../exchange/index.ts';
import { type PersonId, calendarDay, londonDate } from '../../platform/index.ts';
import { authorityEvidenceTypes } from '../../vocabulary/index.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { findLinkRows, insertLinkRow } from './link-sql.ts';

const linkSchema = z.strictObject({
  givenName: z.string().min(1).max(100),
  familyName: z.string().min(1).max(100),
  birthDate: calendarDay,
  document: z.enum(authorityEvidenceTypes),
});

/** To which child somebody asks to be linked, and which document they will show. */
export type LinkRequest = z.output<typeof linkSchema>;

/** A request that waits, with what names it when somebody talks about it. */
export interface OpenLink extends LinkRequest {
  readonly reference: string;
}

type LinkDeps = Pick<PortalDeps, 'pool' | 'keyStore'>;

/** Days for which a request is shown. */
const shownDays = 90;
/** Requests that may wait at once. */
const most = 5;

/**
 * Writes down that somebody asks to be linked to a child. Nothing is looked up: whether there is such a child changes neither what
 * happens nor how long it takes. The link itself is made by whoever has seen the document, through a practitioner's system.
 * @returns whether it was written; not where too many wait already
 */
export async function askForLink(
  { pool, keyStore }: LinkDeps,
  reader: PersonId,
  link: LinkRequest,
  at: Date,
): Promise<boolean> {
  const waiting = await findLinkRows(pool, reader, londonDate(at));
  if (waiting.length >= most) return false;
  const requestId = randomUUID();
  await insertLinkRow(pool, {
    requestId,
    person: reader,
    askedAt: at,
    shownUntil: londonDate(new Date(at.getTime() + shownDays * 86_400_000)),
    body: await keyStore.sealForPerson(reader, Buffer.from(JSON.stringify(link)), contextOf(requestId)),
  });
  return true;
}

/** What somebody asked and waits for: not what has come true, since the child is among their people by then. */
export async function findOpenLinks(
  { pool, keyStore }: LinkDeps,
  reader: PersonId,
  people: readonly Pick<OwnPerson, 'givenName' | 'birthDate'>[],
  at: Date,
): Promise<readonly OpenLink[]> {
  const rows = await findLinkRows(pool, reader, londonDate(at));
  const opened = await Promise.all(
    rows.map(async ({ requestId, body }) => {
      const text = await keyStore.openForPerson(reader, body, contextOf(requestId));
      return text === undefined
        ? []
        : [
            {
              reference: requestId.slice(0, 8).toUpperCase(),
              ...linkSchema.parse(JSON.parse(text.toString())),
            },
          ];
    }),
  );
  const isThere = ({ givenName, birthDate }: LinkRequest): boolean =>
    people.some(
      (each) => each.birthDate === birthDate && each.givenName.toLowerCase() === givenName.toLowerCase(),
    );
  return opened.flat().filter((each) => !isThere(each));
}

function contextOf(requestId: string): string {
  return `portal link ${requestId}`;
}
