import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, ok, type JsonValue, type Result } from '../../platform/index.ts';
import { refuseConsent, type ConsentRefusal } from '../consent-refusal.ts';
import { languageTag } from '../consent-schemas.ts';
import { noticeFormats } from '../consent-version.ts';
import { coreIdentity } from '../read-stance.ts';
import { isAnsweredByCategory, shownScopeSchema, type ShownScope } from './shown-scope.ts';

/** A notice that somebody else wrote (a paper form, a BSL film, another language), with the scope that it names. */
export const noticeInputSchema = z.strictObject({
  /** Under what its author knows it. */
  reference: z.string().min(1).max(200),
  language: languageTag,
  format: z.enum(noticeFormats),
  /** The words that are shown or said; of a film or of symbols, what they say. */
  text: z.string().min(1).max(20_000),
  scope: shownScopeSchema,
});

/** A notice as it is handed in. */
export type NoticeInput = z.infer<typeof noticeInputSchema>;

/**
 * One version of a notice, which never changes: its version is made of everything it says. Another word or another scope
 * is another version.
 */
export interface NoticeVersion extends NoticeInput {
  /** A UUID of version 8 from the hash, so that the same notice is the same version wherever it is registered. */
  readonly noticeVersion: string;
  /** SHA-256 in hex over the canonical form of language, format, words and scope. */
  readonly hash: string;
  readonly origin: 'COMPOSED' | 'REGISTERED';
}

/**
 * Parses a notice for the register. One that asks to share must name core identity among its categories, because that goes
 * along with whatever else is shared and whoever agrees must have been told; one that asks for help, treatment or an assessment
 * names no information, because nothing is shared by it (docs/domain/01 §1.2).
 */
export function parseNotice(
  input: unknown,
  origin: NoticeVersion['origin'],
): Result<NoticeVersion, ConsentRefusal> {
  const parsed = noticeInputSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = (issue?.path ?? []).map((step) => `/${String(step)}`).join('');
    return refuseConsent(field, 'NOTICE_SHAPE', 'This is missing, unknown or not of the kind expected.');
  }
  const { scope } = parsed.data;
  if (!namesSomebody(scope)) {
    return refuseConsent(
      '/scope/recipients',
      'RECIPIENT_NAMES_SOMEBODY',
      'Name at least one recipient: an organisation, a department, a role or a kind of organisation.',
    );
  }
  const { from, to } = scope.dataPeriod;
  if (!isAnsweredByCategory(scope.type) && (scope.categories.length > 0 || from !== null || to !== null)) {
    return refuseConsent(
      scope.categories.length > 0 ? '/scope/categories' : '/scope/dataPeriod',
      'NOTICE_SHARES_NOTHING',
      'This type is agreed to or refused as a whole and shares nothing. Leave out kinds of information and their days.',
    );
  }
  if (scope.type === 'SHARE' && !scope.categories.includes(coreIdentity)) {
    return refuseConsent(
      '/scope/categories',
      'NOTICE_NAMES_CORE_IDENTITY',
      'A notice that asks to share must say that name and date of birth go along. Add DEM to its categories.',
    );
  }
  return ok(toNoticeVersion(parsed.data, origin));
}

/** Gives a notice the version that everything it says makes. */
function toNoticeVersion(notice: NoticeInput, origin: NoticeVersion['origin']): NoticeVersion {
  const { language, format, text } = notice;
  const scope = inOrder(notice.scope);
  const spelling = canonicalJson(JSON.parse(JSON.stringify({ language, format, text, scope })) as JsonValue);
  const digest = createHash('sha256').update(spelling).digest();
  return { ...notice, scope, origin, hash: digest.toString('hex'), noticeVersion: toUuid(digest) };
}

/** Lists say the same in any order, so they have one. */
function inOrder(scope: ShownScope): ShownScope {
  const { recipients } = scope;
  return {
    ...scope,
    purposes: sorted(scope.purposes),
    categories: sorted(scope.categories),
    recipients: {
      organisations: sorted(recipients.organisations),
      departments: sorted(recipients.departments),
      roles: sorted(recipients.roles),
      organisationTypes: sorted(recipients.organisationTypes),
    },
  };
}

function sorted<Code extends string>(codes: readonly Code[]): Code[] {
  return [...new Set(codes)].toSorted();
}

function namesSomebody({ recipients }: ShownScope): boolean {
  return Object.values(recipients).some((list) => list.length > 0);
}

/** The first 122 free bits of a hash as a UUID of version 8 (RFC 9562 §5.8). */
function toUuid(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
