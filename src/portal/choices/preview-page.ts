import type { PreviewedSight } from '../../exchange/index.ts';
import type { PageDefinition } from '../../pages/index.ts';
import { type PortalDeps, forPerson, showPerson } from '../portal-deps.ts';
import { readDraft } from './choice-draft.ts';
import { mayChoose } from './may-choose.ts';

/** In the order in which a reader asks. */
const sights: readonly PreviewedSight[] = ['SEES', 'NEEDED', 'ASK', 'NOT'];

/**
 * Who would see this: for one place, one person there and one reason, what they would see and what not, before anything is decided. While
 * a choice is being made about the same, it is shown as if that were stored already. Nothing changes here, so that it may be asked as often
 * as one likes.
 */
export function previewPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/people/:person/preview',
    get: (visit) =>
      forPerson(deps, visit, async ({ reader, about }) => {
        if (!mayChoose(about))
          return { kind: 'PAGE', template: 'choices/theirs.njk', view: { person: showPerson(about) } };
        const draft = readDraft(visit.draft, about.key);
        const asked = (name: string, before: string | null): string =>
          visit.query.first(name) === '' ? (before ?? '') : visit.query.first(name);
        const all = await deps.own.listOrganisations(visit.now);
        const recipient = all.find(
          ({ organisationId }) => organisationId === asked('organisation', draft.organisation),
        );
        const roles = recipient === undefined ? [] : deps.own.listRoles(recipient);
        const role = roles.find((each) => each.role === asked('role', draft.role));
        const purposes =
          recipient === undefined ? [] : deps.own.listPurposes(about, reader, recipient, visit.now);
        const purpose = purposes.find((code) => code === asked('purpose', draft.purpose));
        const isDrafted =
          recipient?.organisationId === draft.organisation &&
          purpose === draft.purpose &&
          (draft.role === null || draft.role === role?.role) &&
          draft.permit.length + draft.deny.length > 0;
        const seen =
          recipient === undefined || role === undefined || purpose === undefined
            ? null
            : await deps.own.previewSharing(
                about,
                reader,
                { recipient, role, purpose, draft: isDrafted ? draft : { permit: [], deny: [] } },
                visit.now,
              );
        return {
          kind: 'PAGE',
          template: 'choices/preview.njk',
          view: {
            person: showPerson(about),
            isDrafted,
            to: recipient?.name ?? '',
            role: role?.role ?? '',
            why: purpose ?? '',
            organisations: all.map(({ organisationId, name }) => ({
              value: organisationId,
              text: name,
              selected: organisationId === recipient?.organisationId,
            })),
            roles: roles.map((each) => ({
              value: each.role,
              text: visit.t(`words.role.${each.role}`),
              selected: each.role === role?.role,
            })),
            purposes: purposes.map((code) => ({
              value: code,
              text: visit.t(`words.purpose.${code}`),
              selected: code === purpose,
            })),
            seen:
              seen === null
                ? null
                : sights
                    .map((sight) => ({
                      sight,
                      kinds: seen.filter((each) => each.sight === sight).map(({ category }) => category),
                    }))
                    .filter(({ kinds }) => kinds.length > 0),
          },
        };
      }),
  };
}
