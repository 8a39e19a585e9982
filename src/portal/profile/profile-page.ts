import { type PageDefinition, languages } from '../../pages/index.ts';
import { tellingFormats } from '../../vocabulary/index.ts';
import { type PortalDeps, forReader } from '../portal-deps.ts';
import { listSpokenLanguages } from '../say/spoken-languages.ts';
import { type Profile, findProfile, recordProfile } from './profiles.ts';

/** The forms that are asked about: all but the one that needs nothing. */
const asked = tellingFormats.filter((format) => format !== 'standard');

/**
 * How the reader speaks with services. What they say here goes along with whatever they say to a place, and these pages are shown in
 * their language from then on, where they have it.
 */
export function profilePage(deps: PortalDeps): PageDefinition {
  const answer =
    (isSent: boolean): PageDefinition['get'] =>
    (visit) =>
      forReader(deps, visit, async ({ reader }) => {
        const { form, language } = visit;
        const spoken = listSpokenLanguages(language);
        const said = spoken.find(({ tag }) => tag === form.first('language'))?.tag;
        if (isSent && said !== undefined) {
          const profile: Profile = {
            language: said,
            interpreter: form.first('interpreter') === 'yes',
            formats: asked.filter((format) => form.all('formats').includes(format)),
          };
          await recordProfile(deps, reader, profile, visit.now);
          return { kind: 'GO', to: `/profile?kept=yes${findPageLanguage(profile)}` };
        }
        const kept = await findProfile(deps, reader);
        return {
          kind: 'PAGE',
          template: 'profile/profile.njk',
          view: {
            errors: isSent ? [{ href: '#language', key: 'profile.missing' }] : [],
            isKept: visit.query.first('kept') === 'yes',
            interpreter: isSent ? form.first('interpreter') : kept && (kept.interpreter ? 'yes' : 'no'),
            languages: spoken.map(({ tag, name }) => ({
              value: tag,
              text: name,
              selected: !isSent && tag === kept?.language,
            })),
            formats: asked.map((format) => ({
              value: format,
              text: visit.t(`profile.format.${format}`),
              checked: isSent
                ? form.all('formats').includes(format)
                : kept?.formats.includes(format) === true,
            })),
          },
        };
      });
  return { path: '/profile', get: answer(false), post: answer(true) };
}

/** The language of these pages that fits, as an address asks for it. */
function findPageLanguage({ language, formats }: Profile): string {
  const tag = language === 'en' && formats.includes('easyRead') ? 'en-x-easy' : language;
  return languages.some((each) => each === tag) ? `&lang=${tag}` : '';
}
