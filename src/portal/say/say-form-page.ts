import { randomUUID } from 'node:crypto';
import type { OwnDisclosure, SayingDraft } from '../../exchange/index.ts';
import type { PageDefinition, Visit } from '../../pages/index.ts';
import { uuidShape } from '../../platform/index.ts';
import { type PersonalVisit, type PortalDeps, forPerson, showPerson } from '../portal-deps.ts';
import { findProfile } from '../profile/profiles.ts';
import type { SayWay } from './say-ways.ts';
import { listSpokenLanguages } from './spoken-languages.ts';

/** Characters; a page and a half. */
const longest = 4000;

type AboutPerson = Parameters<Parameters<typeof forPerson>[2]>[0];

/**
 * The form of one way of saying something. It carries the name of what will be said, so that a form sent twice says it once. From one
 * disclosure it comes with whom it was told by.
 */
export function sayFormPage(deps: PortalDeps, way: SayWay): PageDefinition {
  const answer =
    (isSent: boolean): PageDefinition['get'] =>
    (visit) =>
      forPerson(deps, visit, async (personal) => {
        const { reader, about } = personal;
        const organisations = await deps.own.listOrganisations(visit.now);
        const disclosure = await findDisclosure(deps, personal, isSent);
        const errors: { href: string; key: string }[] = [];
        const chosen = visit.form.first('to');
        const to =
          organisations.find(({ organisationId }) => organisationId === chosen)?.organisationId ??
          (chosen !== '' && chosen === way.beside ? way.beside : undefined);
        const words = visit.form.first('words').replaceAll('\r\n', '\n').trim();
        const languages = listSpokenLanguages(visit.language);
        const spoken = languages.find(({ tag }) => tag === visit.form.first('language'))?.tag;
        if (isSent) {
          if (to === undefined) errors.push({ href: '#to', key: 'say.noTo' });
          if (way.needsWords && words === '') errors.push({ href: '#words', key: 'say.noWords' });
          if (words.length > longest) errors.push({ href: '#words', key: 'say.tooLong' });
        }
        if (isSent && errors.length === 0 && to !== undefined) {
          const draft: SayingDraft = {
            sayingId: readName(visit),
            kind: way.kind,
            to,
            language: spoken ?? 'en',
            words,
            needs: (await findProfile(deps, reader)) ?? null,
            exchangeId: disclosure?.exchangeId ?? null,
          };
          const said = await deps.own.say(reader, about, draft, visit.now);
          if (said.ok) return { kind: 'GO', to: `/said/${said.value}` };
          errors.push({
            href: '#to',
            key: said.refusal === 'TOO_MANY' ? 'say.tooMany' : 'say.refused',
          });
        }
        const preset = isSent ? chosen : organisations.find(({ name }) => name === disclosure?.from);
        const selected = typeof preset === 'string' ? preset : (preset?.organisationId ?? '');
        return {
          kind: 'PAGE',
          template: 'say/form.njk',
          view: {
            person: showPerson(about),
            way: way.name,
            errors,
            name: readName(visit),
            shared: disclosure?.noticeId ?? '',
            decides: about.relation === 'CHILD' && about.decisions.get('P17') === 'PERSON' ? 'PERSON' : '',
            beside: way.beside === 'OPERATOR' && !deps.own.hasOperator ? null : way.beside,
            selected,
            organisations: organisations.map(({ organisationId, name }) => ({
              value: organisationId,
              text: name,
            })),
            needsWords: way.needsWords,
            words,
            languages: languages.map(({ tag, name }) => ({
              value: tag,
              text: name,
              selected: tag === (spoken ?? visit.language.slice(0, 2)),
            })),
          },
        };
      });
  return {
    path: `/people/:person/say/${way.name}`,
    changes: true,
    writes: true,
    get: answer(false),
    post: answer(true),
  };
}

/** The name under which it will be said: the form's own, or a new one. */
function readName({ form }: Pick<Visit, 'form'>): string {
  const name = form.first('saying');
  return uuidShape.test(name) ? name : randomUUID();
}

/** The disclosure that it is about: one that the reader may know of. */
async function findDisclosure(
  { own }: Pick<PortalDeps, 'own'>,
  { visit, reader, about }: PersonalVisit & Pick<AboutPerson, 'about'>,
  isSent: boolean,
): Promise<OwnDisclosure | undefined> {
  const named = (isSent ? visit.form : visit.query).first('shared');
  if (named === '') return undefined;
  const all = await own.listDisclosures(reader, about, {}, 'RECEIPT', visit.now);
  return all.find(({ noticeId }) => noticeId === named);
}
