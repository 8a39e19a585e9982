import { type PageDefinition, type Visit, readDay, writeDay } from '../../pages/index.ts';
import { londonDate } from '../../platform/index.ts';
import { authorityEvidenceTypes } from '../../vocabulary/index.ts';
import { type PortalDeps, forReader } from '../portal-deps.ts';
import { type LinkRequest, askForLink, findOpenLinks } from './links.ts';

/** Asking to be linked to a child, and what waits. */
export function linkPages(deps: PortalDeps): readonly PageDefinition[] {
  return [askPage(deps), waitingPage(deps)];
}

function askPage(deps: PortalDeps): PageDefinition {
  const answer =
    (isSent: boolean): PageDefinition['get'] =>
    (visit) =>
      forReader(deps, visit, async ({ reader }) => {
        const { link, errors } = readLink(visit);
        if (isSent && link !== undefined) {
          if (await askForLink(deps, reader, link, visit.now)) return { kind: 'GO', to: '/link/asked' };
          errors.push({ href: '#given-name', key: 'links.tooMany' });
        }
        return {
          kind: 'PAGE',
          template: 'links/ask.njk',
          view: {
            errors: isSent ? errors : [],
            documents: authorityEvidenceTypes,
            sent: Object.fromEntries(
              ['givenName', 'familyName', 'day', 'month', 'year', 'document'].map((name) => [
                name,
                visit.form.first(name).slice(0, 100),
              ]),
            ),
          },
        };
      });
  return { path: '/link', changes: true, get: answer(false), post: answer(true) };
}

function waitingPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/link/asked',
    get: (visit) =>
      forReader(deps, visit, async ({ reader }) => {
        const { people } = await deps.own.findPeople(reader, visit.now);
        const links = await findOpenLinks(deps, reader, people, visit.now);
        return {
          kind: 'PAGE',
          template: 'links/asked.njk',
          view: {
            links: links.map(({ givenName, familyName, birthDate, document, reference }) => ({
              name: `${givenName} ${familyName}`,
              birthday: writeDay(birthDate, visit.language),
              document,
              reference,
            })),
          },
        };
      }),
  };
}

/** What a form asks, or everything that is missing of it. */
function readLink({ form, now }: Visit): {
  readonly link: LinkRequest | undefined;
  readonly errors: { href: string; key: string }[];
} {
  const givenName = form.first('givenName').trim();
  const familyName = form.first('familyName').trim();
  const birthDate = readDay(form);
  const document = authorityEvidenceTypes.find((each) => each === form.first('document'));
  const isName = (name: string): boolean => name !== '' && name.length <= 100;
  const isDay = birthDate !== undefined && birthDate <= londonDate(now) && birthDate >= '1990-01-01';
  const errors = [
    ...(isName(givenName) ? [] : [{ href: '#given-name', key: 'links.noGiven' }]),
    ...(isName(familyName) ? [] : [{ href: '#family-name', key: 'links.noFamily' }]),
    ...(isDay ? [] : [{ href: '#day', key: 'links.noDay' }]),
    ...(document === undefined ? [{ href: '#document', key: 'links.noDocument' }] : []),
  ];
  return {
    link:
      errors.length > 0 || birthDate === undefined || document === undefined
        ? undefined
        : { givenName, familyName, birthDate, document },
    errors,
  };
}
